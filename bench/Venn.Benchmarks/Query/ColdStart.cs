using System.Diagnostics;
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
            isDropped &= NewProcess.TryDropFileCache();
            foreach (var (name, milliseconds) in await NewProcess.RunAsync(Word, directory, items))
            {
                results.TryAdd(name, new Samples());
                results[name].Add(milliseconds);
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
        NewProcess.Tell("reopen", start);
        start = Stopwatch.GetTimestamp();
        var questions = Questions.All(items);
        _ = EngineAnswers.Ask(head, questions[0], 0);
        NewProcess.Tell("first query", start);
        foreach (var question in questions.Skip(1))
        {
            start = Stopwatch.GetTimestamp();
            _ = EngineAnswers.Ask(head, question, 0);
            NewProcess.Tell("then " + question.Name, start);
        }
    }
}
