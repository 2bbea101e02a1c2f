using System.Globalization;
using Venn.Benchmarks.Foundation;
using Venn.Benchmarks.Reporting;

namespace Venn.Benchmarks.History;

/// <summary><c>venn bench history</c>: at each size, then against git when peers are asked for.</summary>
internal static class HistorySuite
{
    private const int Edits = 10_000;
    private const int Commits = 100_000;

    public static async Task RunAsync(Report report, BenchOptions options)
    {
        await FoundationBenchmark.WarmUpAsync(Path.Combine(options.Directory, "warm-up"));
        var medians = new List<double>();
        var sizes = options.AreSizesGiven ? options.Sizes : [1_000_000, 3_000_000];
        foreach (var size in sizes)
        {
            var directory = Path.Combine(options.Directory, size.ToString(CultureInfo.InvariantCulture));
            medians.Add(await new HistoryBenchmark(report, directory, size).RunAsync(withCommits: size == sizes[0]));
            Directory.Delete(directory, recursive: true);
        }

        if (medians.Count > 1)
        {
            report.Add(Figure.AtMost(
                $"merge, clean, against {sizes[0]:#,0} items", sizes[^1], "p50 ratio", "times", medians[^1] / medians[0], 1.3));
        }

        if (options.WithPeers)
        {
            await GitPeer.RunAsync(report, sizes[0], Edits, Commits, Path.Combine(options.Directory, "git"));
        }
    }
}
