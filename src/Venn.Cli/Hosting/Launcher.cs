using System.Diagnostics;

namespace Venn.Cli.Hosting;

/// <summary>The <c>venn</c> script that started this program, by which it reaches the server program.</summary>
internal static class Launcher
{
    private const string Variable = "VENN_LAUNCHER";

    /// <summary>Runs <c>venn token</c> on a data directory. Works beside a running server.</summary>
    public static async Task<string> MintTokenAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Find())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add("token");
        start.ArgumentList.Add("--data");
        start.ArgumentList.Add(dataDirectory);
        using var process = Process.Start(start)
            ?? throw new CliException(ExitCodes.Failed, $"{start.FileName} could not be started.");
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var lastLine = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .LastOrDefault();
        return process.ExitCode == 0 && lastLine is not null
            ? lastLine
            : throw new CliException(ExitCodes.NotAllowed,
                $"No token could be made from {dataDirectory}: {(await errors).Trim()}");
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
