using Venn.Cli.Hosting;
using Venn.Client;

namespace Venn.Cli.Tests.Fakes;

/// <summary>One run of the program against a fake server, with what it said.</summary>
internal sealed record CliRun(int ExitCode, string Out, string Error)
{
    public static async Task<CliRun> OfAsync(
        HttpMessageHandler server, IReadOnlyList<string> args, string? currentDirectory = null, string? input = null,
        Dictionary<string, string>? variables = null)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        variables ??= new Dictionary<string, string> { [GlobalOptions.TokenVariable] = FakeVenn.Token };
        var environment = new CliEnvironment
        {
            Out = output,
            Error = errors,
            In = new StringReader(input ?? ""),
            ReadVariable = name => variables.GetValueOrDefault(name),
            CurrentDirectory = currentDirectory ?? Path.GetTempPath(),
            MintToken = (directory, _) => Task.FromResult($"minted:{Path.GetFileName(directory)}"),
            Connect = (address, token) => new VennClient(
                address, token, new VennClientOptions { Handler = server, RetryDelay = TimeSpan.Zero }),
        };
        var code = await CliApp.RunAsync(args, environment, TestContext.Current.CancellationToken);
        return new CliRun(code, output.ToString(), errors.ToString());
    }
}
