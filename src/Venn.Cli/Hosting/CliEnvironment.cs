using Venn.Client;

namespace Venn.Cli.Hosting;

/// <summary>Everything outside the program that a command touches; tests put their own in its place.</summary>
internal sealed record CliEnvironment
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public required TextReader In { get; init; }

    /// <summary>Whether a person reads stdout: tables and colours instead of tab-separated lines.</summary>
    public bool IsOutTerminal { get; init; }

    /// <summary>Whether a person reads stderr: progress bars.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Whether a person can be asked.</summary>
    public bool IsInTerminal { get; init; }

    /// <summary>Reads a line that is not to be seen; null where <see cref="In"/> is read instead.</summary>
    public Func<string?>? ReadSecret { get; init; }

    public required Func<string, string?> ReadVariable { get; init; }

    public required string CurrentDirectory { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public Func<Uri, string, VennClient> Connect { get; init; } =
        static (server, token) => new VennClient(server, token);

    /// <summary>Prints a token for a data directory: the launcher's <c>token</c> verb.</summary>
    public required Func<string, CancellationToken, Task<string>> MintToken { get; init; }

    /// <summary>The launcher by which a server is started.</summary>
    public Func<string> FindLauncher { get; init; } = Launcher.Find;

    /// <summary>Raw bytes to stdout, for files.</summary>
    public Func<Stream> OpenOut { get; init; } = Console.OpenStandardOutput;

    public static CliEnvironment OfProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        In = Console.In,
        IsOutTerminal = !Console.IsOutputRedirected,
        IsErrorTerminal = !Console.IsErrorRedirected,
        IsInTerminal = !Console.IsInputRedirected,
        ReadSecret = Console.IsInputRedirected ? null : SecretReader.Read,
        ReadVariable = Environment.GetEnvironmentVariable,
        CurrentDirectory = Environment.CurrentDirectory,
        MintToken = static (directory, cancellationToken) =>
            Launcher.MintTokenAsync(Launcher.Find(), directory, cancellationToken),
    };
}
