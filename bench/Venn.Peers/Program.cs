using System.Diagnostics;
using Venn.Benchmarks.Query;
using Venn.Benchmarks.Reporting;
using Venn.Peers;
using Venn.Peers.DuckDb;
using Venn.Peers.LanceDb;
using Venn.Peers.Postgres;

PeerOptions options;
try
{
    options = PeerOptions.Parse(args);
}
catch (FormatException e)
{
    Console.Error.WriteLine($"{e.Message}\n{PeerOptions.Usage}");
    return 2;
}

using var report = new Report(options.JsonFile);
var peers = new List<IPeer>();
try
{
    var own = Path.Combine(options.Directory, "venn");
    if (!Directory.Exists(own))
    {
        await new QueryBenchmark(report, own, options.Items).LoadAsync();
    }

    foreach (var name in options.Peers)
    {
        var peer = Create(name);
        peers.Add(peer);
        var start = Stopwatch.GetTimestamp();
        await peer.LoadAsync(options.Items);
        Console.WriteLine($"{peer.Name}: {peer.Version}");
        report.Add(Figure.AtMost($"load, or open what is loaded; {peer.Name}", options.Items, "time", "s", Stopwatch.GetElapsedTime(start).TotalSeconds));
        report.Add(Figure.AtMost($"disk; {peer.Name}", options.Items, "all", "MB", peer.SizeBytes / 1e6));
    }

    await using var store = await QueryStore.OpenAsync(own);
    CompareSegments();
    await new Comparison(report, QueryBenchmark.Source(store).Head, peers, options.Items, options.Only).RunAsync();
}
finally
{
    foreach (var peer in peers)
    {
        await peer.DisposeAsync();
    }

    if (!options.IsKept && Directory.Exists(options.Directory))
    {
        Directory.Delete(options.Directory, recursive: true);
    }
}

return 0;

IPeer Create(string name)
{
    var directory = Path.Combine(options.Directory, name);
    return name switch
    {
        "duckdb" => new DuckDbPeer(directory),
        "postgresql" => new PostgresPeer(directory),
        "lancedb" => new LanceDbPeer(directory, options.LanceDbProgram),
        _ => throw new InvalidOperationException($"There is no peer '{name}'. {PeerOptions.Usage}"),
    };
}

void CompareSegments()
{
    if (peers.OfType<DuckDbPeer>().FirstOrDefault() is not { } duckDb)
    {
        return;
    }

    var (items, annotations) = duckDb.WriteParquet();
    foreach (var (relation, parquet) in new[] { ("items", items), ("annotations", annotations) })
    {
        // The last rows are not sealed yet: what is compared is the bytes of a row.
        var folder = Path.Combine(options.Directory, "venn", "segments", relation);
        var rows = options.Items * (relation == "items" ? 1L : QueryData.AnnotationsPerItem);
        var files = Directory.Exists(folder) ? new DirectoryInfo(folder).GetFiles("*.vseg") : [];
        if (files.Length == 0)
        {
            continue;
        }

        var segments = files.Sum(file => file.Length) * rows / (files.LongLength << 16);
        report.Add(Figure.AtMost($"Parquet with zstd, {relation}", options.Items, "size", "MB", parquet / 1e6));
        report.Add(Figure.AtMost($"segment files, {relation}", options.Items, "size", "MB", segments / 1e6));
        report.Add(Figure.AtMost($"segment files of Parquet, {relation}", options.Items, "ratio", "times", (double)segments / parquet, 2));
    }
}
