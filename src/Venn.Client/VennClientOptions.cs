namespace Venn.Client;

/// <summary>How a <see cref="VennClient"/> behaves on the wire.</summary>
public sealed record VennClientOptions
{
    /// <summary>How often a read is tried in all. Writes are tried once: the client cannot know whether they were done.</summary>
    public int ReadAttempts { get; init; } = 4;

    /// <summary>The wait before the first repetition; doubled before each further one.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>For one answer that is not a stream of a file.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The longest wait between two looks at a command.</summary>
    public TimeSpan PollDelayMax { get; init; } = TimeSpan.FromSeconds(1);

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Another way to the server, for tests; not disposed.</summary>
    public HttpMessageHandler? Handler { get; init; }
}
