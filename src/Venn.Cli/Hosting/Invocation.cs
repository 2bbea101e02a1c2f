using System.CommandLine;
using Venn.Cli.Output;
using Venn.Client;

namespace Venn.Cli.Hosting;

/// <summary>One run of one command: its options, its server, and where its words go.</summary>
internal sealed class Invocation(
    ParseResult line, CliEnvironment environment, CancellationToken cancellationToken) : IDisposable
{
    private VennClient? client;

    public CliEnvironment Environment { get; } = environment;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Where data goes.</summary>
    public ResultWriter Results { get; } = new(environment, line.GetValue(GlobalOptions.Json));

    /// <summary>Where words for people go.</summary>
    public Notes Notes { get; } = new(environment);

    public ParseResult Line { get; } = line;

    public T? Get<T>(Option<T> option) => Line.GetValue(option);

    public T Get<T>(Argument<T> argument) => Line.GetRequiredValue(argument);

    /// <summary>The server, connected to on first use.</summary>
    public async ValueTask<VennClient> ConnectAsync() =>
        client ??= await Connector.ConnectAsync(Line, Environment, CancellationToken);

    public string FullPath(string path) => Path.GetFullPath(path, Environment.CurrentDirectory);

    public void Dispose() => client?.Dispose();
}
