using System.Diagnostics;
using Venn.Benchmarks.Foundation;
using Venn.Benchmarks.Reporting;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Benchmarks.History;

/// <summary>A dataset with a hundred thousand commits, each of one annotation: what they cost, and what the past costs to read.</summary>
internal sealed class LongHistoryBenchmark(Report report, string directory, int items)
{
    private const int Commits = 100_000;
    private const int Writers = 64;
    private const int Reads = 200;

    private static readonly Filter Rain = new Filter.Compare(
        FieldPath.Parse("metadata.user.weather"), Comparison.Equal, FieldValue.Of("rain"));

    public async Task RunAsync()
    {
        var bench = new HistoryStore(directory, items);
        await bench.OpenAsync();
        await bench.CloneAsync("long");
        await bench.DisposeAsync();
        var before = bench.SizeBytes();
        await bench.OpenAsync();
        var dataset = bench.Store.Find("bench", "long")!;
        await CommitAsync(dataset);
        await bench.Store.DrainSealingAsync();
        await bench.DisposeAsync();
        report.Add(Figure.AtMost(
            "100,000 one-annotation commits", items, "added", "MB", (bench.SizeBytes() - before) / 1e6, 64));
        await bench.OpenAsync();
        dataset = bench.Store.Find("bench", "long")!;
        await LogAsync(dataset);
        await ReadAsync(dataset);
        await BlameAsync(bench, dataset);
        await bench.DisposeAsync();
    }

    private async Task CommitAsync(Dataset dataset)
    {
        var next = 0;
        var start = Stopwatch.GetTimestamp();
        var state = dataset.Head.State;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Run(async () =>
        {
            var workload = new Workload(w);
            for (var i = Interlocked.Increment(ref next); i <= Commits; i = Interlocked.Increment(ref next))
            {
                var item = dataset.Head.Read(Relation.Items, [new RevisionNumber((long)state.Items.Select(i * 7919L % items))])[0];
                await dataset.WriteAsync(
                    new CommitInfo(HistoryStore.Author, "annotate"), writer => workload.AddAnnotation(writer, item.Lineage));
            }
        })));
        report.Add(Figure.AtLeast(
            "100,000 one-annotation commits", items, "rate", "commits/s", Commits / Stopwatch.GetElapsedTime(start).TotalSeconds));
    }

    private async Task LogAsync(Dataset dataset)
    {
        var samples = await Samples.MeasureAsync(Reads, _ => Task.FromResult(dataset.ReadLog(long.MaxValue, 100)));
        report.Add(Figure.AtMost("log, the first page of 100", items, "p50", "ms", samples.Median, 5));
        report.Add(Figure.AtMost("log, the first page of 100", items, "p99", "ms", samples.Percentile(0.99)));
    }

    private async Task ReadAsync(Dataset dataset)
    {
        var head = dataset.Head;
        _ = await ReadAsync(head);
        var start = Stopwatch.GetTimestamp();
        var old = dataset.FindVersion(1)!;
        _ = old.State.Items.Cardinality;
        report.Add(Figure.AtMost(
            "read 100,000 commits back, once", items, "time", "ms", Stopwatch.GetElapsedTime(start).TotalMilliseconds, 50));
        start = Stopwatch.GetTimestamp();
        _ = dataset.FindVersion(Commits / 2)!.State.Items.Cardinality;
        report.Add(Figure.AtMost(
            "read 50,000 commits back, once", items, "time", "ms", Stopwatch.GetElapsedTime(start).TotalMilliseconds, 50));
        start = Stopwatch.GetTimestamp();
        var then = dataset.FindVersionAt(dataset.FindVersion(Commits / 3)!.Commit.CreatedAt)!;
        _ = then.State.Items.Cardinality;
        report.Add(Figure.AtMost(
            "read at a time, once", items, "time", "ms", Stopwatch.GetElapsedTime(start).TotalMilliseconds, 50));
        await ReadAsync(old);
        var now = await ReadAsync(head);
        var past = await ReadAsync(old);
        report.Add(Figure.AtMost("read an item and its annotations, head", items, "p50", "ms", now.Median));
        report.Add(Figure.AtMost("the same 100,000 commits back, against head", items, "p50 ratio", "times", past.Median / now.Median, 1.3));
        var counts = new List<double>();
        foreach (var version in (DatasetVersion[])[head, old])
        {
            var samples = await Samples.MeasureAsync(Reads, i => Task.FromResult(version.Select(
                Relation.Items, new Filter.And([Rain, new Filter.Compare(FieldPath.Parse("metadata.user.trip"), Comparison.Less, FieldValue.Of(i + 1L))]))));
            counts.Add(samples.Median);
        }

        report.Add(Figure.AtMost("count by two predicates, head", items, "p50", "ms", counts[0]));
        report.Add(Figure.AtMost("the same 100,000 commits back, against head", items, "p50 ratio", "times", counts[1] / counts[0], 1.3));
    }

    private async Task<Samples> ReadAsync(DatasetVersion version)
    {
        var random = new Random(7);
        return await Samples.MeasureAsync(Reads, _ =>
        {
            var number = new RevisionNumber((long)version.State.Items.Select(random.Next(items)));
            var item = version.Read(Relation.Items, [number])[0];
            return Task.FromResult(version.ReadAnnotations(item.Lineage).Count);
        });
    }

    private async Task BlameAsync(HistoryStore bench, Dataset dataset)
    {
        var head = dataset.Head;
        var start = Stopwatch.GetTimestamp();
        _ = ReadBlame(bench, head, Reads);
        report.Add(Figure.AtMost(
            "blame, the first after a start", items, "time", "ms", Stopwatch.GetElapsedTime(start).TotalMilliseconds));
        var samples = await Samples.MeasureAsync(Reads, i => Task.FromResult(ReadBlame(bench, head, i)));
        report.Add(Figure.AtMost("blame of an item and its annotations, 100,000 commits", items, "p50", "ms", samples.Median, 10));
        report.Add(Figure.AtMost("blame of an item and its annotations, 100,000 commits", items, "p99", "ms", samples.Percentile(0.99)));
    }

    /// <summary>Of an item and each of its annotations.</summary>
    private int ReadBlame(HistoryStore bench, DatasetVersion head, int index)
    {
        var item = head.Read(Relation.Items, [new RevisionNumber((long)head.State.Items.Select((index + 1) * 7919L % items))])[0];
        var fields = bench.Store.Blame.ReadFields(head, Relation.Items, item.Lineage).Count;
        foreach (var annotation in head.ReadAnnotations(item.Lineage))
        {
            fields += bench.Store.Blame.ReadLog(head, Relation.Annotations, annotation.Lineage).Count;
        }

        return fields;
    }
}
