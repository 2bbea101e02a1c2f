using System.Diagnostics;
using System.Globalization;
using Venn.Benchmarks.Reporting;

namespace Venn.Benchmarks.Query;

/// <summary>Opening and first questions in a process of their own, the files no longer in memory where that is permitted.</summary>
internal static class ColdStart
{
    /// <summary>The word by which the program is told to be that process.</summary>
    public const string Word = "query-cold";

    private const int ProcessCount = 5;

    /// <summary>Starts some such processes and reports their median.</summary>
    public static async Task MeasureAsync(Report report, string directory, int items)
    {
        var isDropped = true;
        var results = new Dictionary<string, Samples>();
        for (var i = 0; i < ProcessCount; i++)
        {
            isDropped &= TryDropFileCache();
            foreach (var line in await RunAsync(directory, items))
            {
                var (name, value) = (line[..line.LastIndexOf('\t')], line[(line.LastIndexOf('\t') + 1)..]);
                results.TryAdd(name, new Samples());
                results[name].Add(double.Parse(value, CultureInfo.InvariantCulture));
            }
        }

        var condition = isDropped ? "file cache dropped" : "files cached";
        foreach (var (name, samples) in results)
        {
            double? goal = name switch { "reopen" => 2000, "first query" => 200, _ => null };
            report.Add(Figure.AtMost($"{name}; new process, {condition}", items, "p50", "ms", samples.Median, goal));
        }
    }

    /// <summary>What the process does: opens, asks the first question, then the others once each; a line for each.</summary>
    public static async Task RunInThisProcessAsync(string directory, int items)
    {
        var start = Stopwatch.GetTimestamp();
        await using var store = await QueryStore.OpenAsync(directory);
        var head = QueryBenchmark.Source(store).Head;
        _ = head.State.Items.Cardinality;
        Tell("reopen", start);
        start = Stopwatch.GetTimestamp();
        var questions = Questions.All(items);
        _ = EngineAnswers.Ask(head, questions[0], 0);
        Tell("first query", start);
        foreach (var question in questions.Skip(1))
        {
            start = Stopwatch.GetTimestamp();
            _ = EngineAnswers.Ask(head, question, 0);
            Tell("then " + question.Name, start);
        }
    }

    private static void Tell(string name, long start) => Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{name}\t{Stopwatch.GetElapsedTime(start).TotalMilliseconds}"));

    private static async Task<string[]> RunAsync(string directory, int items)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        string[] words = [typeof(ColdStart).Assembly.Location, Word, "--dir", directory, "--items", items.ToString(CultureInfo.InvariantCulture)];
        Array.ForEach(words, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException($"The process that measures a cold start ended with {process.ExitCode}.");
    }

    private static bool TryDropFileCache()
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
}
