using Venn.Benchmarks.Bitmaps;
using Venn.Benchmarks.Foundation;
using Venn.Benchmarks.Reporting;
using Venn.Benchmarks.Segments;

if (args is ["segments", ..])
{
    SegmentBenchmarks.Run(Console.Out, args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 1_000_000);
    return 0;
}

if (args is ["bitmaps"])
{
    BitmapBenchmarks.Run(Console.Out);
    return 0;
}

// venn bench [foundation] [--json FILE] [--items N[,N...]] [--dir DIR]
var sizes = "10000,100000,1000000";
string? json = null;
var root = Path.Combine(Path.GetTempPath(), $"venn-bench-{Environment.ProcessId}");
var names = new List<string>();
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--json" when i + 1 < args.Length:
            json = args[++i];
            break;
        case "--items" when i + 1 < args.Length:
            sizes = args[++i];
            break;
        case "--dir" when i + 1 < args.Length:
            root = args[++i];
            break;
        case var name when !name.StartsWith('-'):
            names.Add(name);
            break;
        default:
            Console.Error.WriteLine($"Unknown option '{args[i]}'. Usage: venn bench [foundation] [--json FILE] [--items N,N] [--dir DIR]");
            return 2;
    }
}

if (names.Exists(n => n != "foundation"))
{
    Console.Error.WriteLine($"Unknown benchmark '{names.Find(n => n != "foundation")}'. There is: foundation.");
    return 2;
}

using var report = new Report(json);
var medians = new List<(int Items, double Clone)>();
try
{
    foreach (var size in sizes.Split(',').Select(int.Parse))
    {
        var directory = Path.Combine(root, size.ToString(System.Globalization.CultureInfo.InvariantCulture));
        medians.Add((size, await new FoundationBenchmark(report, directory, size).RunAsync()));
        Directory.Delete(directory, recursive: true);
    }

    if (medians.Count > 1)
    {
        report.Add(Figure.AtMost(
            $"full clone, against {medians[0].Items:#,0} items", medians[^1].Items, "p50 ratio", "times",
            medians[^1].Clone / medians[0].Clone, 1.5));
    }
}
finally
{
    if (Directory.Exists(root))
    {
        Directory.Delete(root, recursive: true);
    }
}

return 0;
