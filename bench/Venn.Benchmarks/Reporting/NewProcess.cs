using System.Diagnostics;
using System.Globalization;

namespace Venn.Benchmarks.Reporting;

/// <summary>What is measured in a process of its own: nothing is compiled and nothing is kept when it begins.</summary>
internal static class NewProcess
{
    /// <summary>Starts this program with a word and reads what it tells.</summary>
    public static async Task<IReadOnlyList<(string Name, double Milliseconds)>> RunAsync(string word, string directory, int items)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        string[] words = [typeof(NewProcess).Assembly.Location, word, "--dir", directory, "--items", items.ToString(CultureInfo.InvariantCulture)];
        Array.ForEach(words, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)]
            : throw new InvalidOperationException($"The process of '{word}' ended with {process.ExitCode}.");
    }

    /// <summary>In that process: what took how long.</summary>
    public static void Tell(string name, long start) => Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{name}\t{Stopwatch.GetElapsedTime(start).TotalMilliseconds}"));

    /// <summary>Drops what the system keeps of files, where that is permitted.</summary>
    public static bool TryDropFileCache()
    {
        try
        {
            using (var sync = Process.Start("sync"))
            {
                sync.WaitForExit();
            }

            File.WriteAllText("/proc/sys/vm/drop_caches", "3");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static (string Name, double Milliseconds) Parse(string line) =>
        (line[..line.LastIndexOf('\t')], double.Parse(line[(line.LastIndexOf('\t') + 1)..], CultureInfo.InvariantCulture));
}
