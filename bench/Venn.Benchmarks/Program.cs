using System.Globalization;
using Venn.Benchmarks;
using Venn.Benchmarks.Bitmaps;
using Venn.Benchmarks.Foundation;
using Venn.Benchmarks.History;
using Venn.Benchmarks.Http;
using Venn.Benchmarks.Query;
using Venn.Benchmarks.Reporting;
using Venn.Benchmarks.Segments;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(BenchOptions.Usage);
    return 0;
}

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

switch (options.Name)
{
    case ColdStart.Word:
        await ColdStart.RunInThisProcessAsync(options.Directory, options.Sizes[^1]);
        return 0;
    case FirstDigest.Word:
        await FirstDigest.RunInThisProcessAsync(options.Directory, options.Sizes[^1]);
        return 0;
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
        case "http" when options.Minutes > 0:
            await new SoakBenchmark(report, options.Directory, options.Minutes).RunAsync();
            break;
        case "http":
            await new HttpBenchmark(report, options.Directory, TimeSpan.FromSeconds(options.Seconds)).RunAsync();
            break;
        case "facets":
            await new FacetBenchmark(report, options.Directory, options.Sizes[^1]).RunAsync();
            break;
        case "history":
            await HistorySuite.RunAsync(report, options);
            break;
        case "query":
            await RunQueryAsync();
            break;
        default:
            await RunFoundationAsync();
            break;
    }
}
finally
{
    if (!options.IsKept && Directory.Exists(options.Directory))
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

async Task RunQueryAsync()
{
    int[] sizes = options.AreSizesGiven ? [.. options.Sizes] : [100_000, 1_000_000];
    var medians = new List<IReadOnlyDictionary<string, double>>();
    foreach (var size in sizes)
    {
        var directory = Path.Combine(options.Directory, size.ToString(CultureInfo.InvariantCulture));
        medians.Add(await new QueryBenchmark(report, directory, size, options.Only).RunAsync());
        if (!options.IsKept)
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    foreach (var (name, median) in medians[^1].Where(_ => medians.Count > 1))
    {
        var perItem = median / sizes[^1] / (medians[0][name] / sizes[0]);
        report.Add(Figure.AtMost($"{name}, an item", sizes[^1], $"of {sizes[0]:#,0}", "times", perItem, 1.3));
    }
}
