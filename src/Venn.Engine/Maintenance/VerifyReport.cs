namespace Venn.Engine.Maintenance;

/// <summary>What a verification looked at, and everything it found wrong.</summary>
public sealed record VerifyReport
{
    public long CommitsCount { get; init; }

    public long ItemsCount { get; init; }

    public long AnnotationsCount { get; init; }

    /// <summary>Distinct binaries that were hashed again.</summary>
    public long BlobsCount { get; init; }

    /// <summary>Each says what is wrong, where, and what to do; none when all is well.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <param name="Stage">What is being looked at: <c>history</c>, <c>content</c>, <c>binaries</c>.</param>
/// <param name="Done">How many are done.</param>
/// <param name="Total">How many there are.</param>
public readonly record struct VerifyProgress(string Stage, long Done, long Total);
