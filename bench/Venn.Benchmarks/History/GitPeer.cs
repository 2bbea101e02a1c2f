using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Venn.Benchmarks.Reporting;

namespace Venn.Benchmarks.History;

/// <summary>Runs <c>bench/peers/git/run</c>, which prints a figure a line.</summary>
internal static class GitPeer
{
    public static async Task RunAsync(Report report, int items, int edits, int commits, string directory)
    {
        var script = Path.Combine(FindRoot(), "bench", "peers", "git", "run");
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true };
        foreach (var word in (string[])[script, Text(items), Text(edits), Text(commits), directory])
        {
            start.ArgumentList.Add(word);
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException("bash cannot be started.");
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            report.Add(JsonSerializer.Deserialize<Figure>(line, JsonSerializerOptions.Web)!);
        }

        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{script} ended with {process.ExitCode}: is git there, 2.38 or newer?");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The working copy: what it is built in lies below it.</summary>
    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Venn.slnx")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException("Venn.slnx is not above the program: run it from a working copy.");
    }
}
