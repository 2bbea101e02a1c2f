using System.ComponentModel;
using System.Diagnostics;

namespace Venn.Cli.Hosting;

/// <summary>The <c>venn</c> script that started this program, by which it reaches the server program.</summary>
internal static class Launcher
{
    private const string Variable = "VENN_LAUNCHER";

    /// <summary>Runs <c>venn token</c> on a data directory. Works beside a running server.</summary>
    /// <param name="script">As <see cref="Find"/> gives it.</param>
    public static async Task<string> MintTokenAsync(
        string script, string dataDirectory, CancellationToken cancellationToken)
    {
        // Its words for people, "building …" among them, go where ours go.
        using var process = Start(script, captureErrors: false, "token", "--data", dataDirectory);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var lastLine = lines.LastOrDefault();
        return process.ExitCode == 0 && lastLine is not null
            ? lastLine
            : throw new CliException(ExitCodes.NotAllowed,
                $"No token could be made from {dataDirectory}; what the server program said of it is above.");
    }

    /// <summary>Starts the launcher with its stdout captured.</summary>
    /// <exception cref="CliException">It cannot be started.</exception>
    public static Process Start(string script, bool captureErrors, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(script)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = captureErrors,
            UseShellExecute = false,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            return Process.Start(start) ?? throw new CliException(ExitCodes.Failed, $"{script} could not be started.");
        }
        catch (Win32Exception exception)
        {
            throw new CliException(ExitCodes.Failed, $"{script} could not be started: {exception.Message}", exception);
        }
    }

    /// <summary>The script's path: what it told us, or beside the solution above this program.</summary>
    public static string Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } told)
        {
            return told;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "venn");
            if (File.Exists(candidate) && File.Exists(Path.Combine(folder.FullName, "Venn.slnx")))
            {
                return candidate;
            }
        }

        throw new CliException(ExitCodes.Failed,
            $"The venn launcher was not found: start this program by it, or set {Variable} to its path.");
    }
}
