using System.Diagnostics;
using Venn.Benchmarks.Reporting;

namespace Venn.Benchmarks.History;

/// <summary>The first digest of a process: the digests of revisions are in files, and nothing else is there.</summary>
internal static class FirstDigest
{
    /// <summary>The word by which the program is told to be that process.</summary>
    public const string Word = "history-digest";

    private const int ProcessCount = 5;

    /// <param name="report">Takes the median of some such processes.</param>
    /// <param name="directory">A store that no one has open.</param>
    /// <param name="items">In its dataset.</param>
    /// <param name="goal">Milliseconds.</param>
    public static async Task MeasureAsync(Report report, string directory, int items, double goal)
    {
        var samples = new Samples();
        for (var i = 0; i < ProcessCount; i++)
        {
            samples.Add((await NewProcess.RunAsync(Word, directory, items))[0].Milliseconds);
        }

        report.Add(Figure.AtMost("digest, the first of a new process, files cached", items, "p50", "ms", samples.Median, goal));
    }

    public static async Task RunInThisProcessAsync(string directory, int items)
    {
        await using var bench = new HistoryStore(directory, items);
        await bench.OpenAsync();
        var start = Stopwatch.GetTimestamp();
        _ = bench.Source.Head.ComputeDigest();
        NewProcess.Tell("digest", start);
    }
}
