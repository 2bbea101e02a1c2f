using System.Globalization;
using Venn.Benchmarks;
using Venn.Benchmarks.Bitmaps;
using Venn.Benchmarks.Foundation;
using Venn.Benchmarks.History;
using Venn.Benchmarks.Http;
using Venn.Benchmarks.Reporting;
using Venn.Benchmarks.Segments;

BenchOptions options;
try
{
    options = BenchOptions.Parse(args);
}
catch (FormatException e)
{
    Console.Error.WriteLine($"venn bench: {e.Message}\n{BenchOptions.Usage}");
    return 2;
}

using var report = new Report(options.JsonFile);
try
{
    switch (options.Name)
    {
        case "bitmaps":
            BitmapBenchmarks.Run(report);
            break;
        case "segments":
            SegmentBenchmarks.Run(report, options.Sizes[^1]);
            break;
        case "http":
            await new HttpBenchmark(report, options.Directory, TimeSpan.FromSeconds(options.Seconds)).RunAsync();
            break;
        case "history":
            await RunHistoryAsync();
            break;
        default:
            await RunFoundationAsync();
            break;
    }
}
finally
{
    if (Directory.Exists(options.Directory))
    {
        Directory.Delete(options.Directory, recursive: true);
    }
}

return 0;

async Task RunFoundationAsync()
{
    await FoundationBenchmark.WarmUpAsync(Path.Combine(options.Directory, "warm-up"));
    var medians = new List<double>();
    foreach (var size in options.Sizes)
    {
        var directory = Path.Combine(options.Directory, size.ToString(CultureInfo.InvariantCulture));
        medians.Add(await new FoundationBenchmark(report, directory, size).RunAsync());
        Directory.Delete(directory, recursive: true);
    }

    if (medians.Count > 1)
    {
        report.Add(Figure.AtMost(
            $"full clone, against {options.Sizes[0]:#,0} items", options.Sizes[^1], "p50 ratio", "times",
            medians[^1] / medians[0], 1.5));
    }
}

async Task RunHistoryAsync()
{
    await FoundationBenchmark.WarmUpAsync(Path.Combine(options.Directory, "warm-up"));
    var medians = new List<double>();
    var sizes = options.HasSizes ? options.Sizes : [1_000_000, 3_000_000];
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
}
