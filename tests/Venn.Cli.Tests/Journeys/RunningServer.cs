using Venn.Cli.Demo;
using Venn.Cli.Hosting;
using Venn.Cli.Tests.Fakes;
using Venn.Client;

namespace Venn.Cli.Tests.Journeys;

/// <summary>A real server in a process of its own on an empty directory, for all journeys of a class.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private string launcher = "";
    private ServerProcess? server;

    internal VennClient Client { get; private set; } = null!;

    internal string Token { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        launcher = WriteLauncher();
        server = await ServerProcess.StartAsync(launcher, folder.PathOf("data"), TestContext.Current.CancellationToken);
        Token = await Launcher.MintTokenAsync(launcher, folder.PathOf("data"), TestContext.Current.CancellationToken);
        Client = new VennClient(server.Address, Token);
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        folder.Dispose();
    }

    /// <summary>Runs the program as a user would.</summary>
    internal Task<CliRun> RunAsync(params IReadOnlyList<string> args) => RunWithAnswersAsync(null, args);

    /// <summary>The same with a person at the keyboard, who answers these lines.</summary>
    internal async Task<CliRun> RunWithAnswersAsync(string? answers, params IReadOnlyList<string> args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var environment = CliEnvironment.OfProcess() with
        {
            Out = output,
            Error = errors,
            In = answers is null ? TextReader.Null : new StringReader(answers),
            IsOutTerminal = false,
            IsErrorTerminal = false,
            IsInTerminal = answers is not null,
            ReadSecret = null,
            CurrentDirectory = folder.Root,
            FindLauncher = () => launcher,
            MintToken = (directory, cancellationToken) => Launcher.MintTokenAsync(launcher, directory, cancellationToken),
            ReadVariable = name => name switch
            {
                GlobalOptions.UrlVariable => server?.Address.ToString(),
                GlobalOptions.TokenVariable => Token,
                _ => null,
            },
        };
        var code = await CliApp.RunAsync(args, environment, TestContext.Current.CancellationToken);
        return new CliRun(code, output.ToString(), errors.ToString());
    }

    /// <summary>A launcher that starts the server of this build: the real one would look whether to build.</summary>
    private string WriteLauncher()
    {
        var here = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var program = Path.GetFullPath(Path.Combine(here, "..", "..", "Venn.Server", Path.GetFileName(here), "Venn.Server.dll"));
        Assert.True(File.Exists(program), $"{program} is not built.");
        var script = folder.Write("venn", $"#!/bin/sh\nexec dotnet '{program}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return script;
    }
}
