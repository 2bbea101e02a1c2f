using System.Diagnostics;
using Venn.Benchmarks.Reporting;
using Venn.Bitmaps;
using Venn.Engine;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Copying;
using Venn.Engine.Versions.Merging;
using Venn.Storage.Catalog;

namespace Venn.Benchmarks.Foundation;

/// <summary>What the engine promises at one size, on the embedded store: ingest, clone, snapshot, roll back, diff, merge, commit, reopen.</summary>
internal sealed class FoundationBenchmark(Report report, string directory, int items)
{
    private const int BatchItems = 1000;
    private const int ClonesCount = 300;
    private const long ChangedShare = 100;
    private const string Author = "bench@example.org";

    private static readonly Filter TenPercent = new Filter.And(
    [
        new Filter.Glob(FieldPath.Path, "/cam0*"),
        new Filter.Compare(FieldPath.IsDirectory, Comparison.Equal, FieldValue.Of(false)),
    ]);

    /// <summary>Loads a little and throws it away: what the just-in-time compiler does at first is no part of a figure.</summary>
    public static async Task WarmUpAsync(string directory)
    {
        using var silent = Report.Silent();
        await new FoundationBenchmark(silent, directory, 20_000).IngestAsync();
        Directory.Delete(directory, recursive: true);
    }

    /// <returns>The median full clone, to be compared between sizes.</returns>
    public async Task<double> RunAsync()
    {
        await IngestAsync();

        // Sizes are taken while the store is closed: its log of writes is folded into the catalog then.
        var diskBefore = DirectorySize(directory);
        var (store, source) = await ReopenAsync();
        var median = await CloneAsync(store, source);
        await store.DisposeAsync();
        var added = (double)(DirectorySize(directory) - diskBefore) / ClonesCount;
        report.Add(Figure.AtMost("full clone", items, "added", "bytes", Math.Max(0, added), 4096));

        (store, source) = await OpenAsync();
        await using (store)
        {
            await CloneByFilterAsync(store, source);
            await SnapshotAndRollBackAsync(store, source);
            await DiffAndMergeAsync(store, source);
            await CommitAsync(store, source);
            using var process = Process.GetCurrentProcess();
            report.Add(Figure.AtMost("memory, all of the above done", items, "resident", "MiB", process.WorkingSet64 / 1048576.0));
        }

        return median;
    }

    private async Task IngestAsync()
    {
        var workload = new Workload(1);
        long revisions = 0;
        var start = Stopwatch.GetTimestamp();
        await using (var store = await VersionStore.OpenAsync(Options()))
        {
            var dataset = await store.CreateDatasetAsync(new DatasetInfo("bench", "source", default), new CommitInfo(Author, "create"));
            var running = new Queue<Task<int>>();
            for (var first = 0; first < items; first += BatchItems)
            {
                var (from, to) = (first, Math.Min(items, first + BatchItems));
                running.Enqueue(dataset.WriteAsync(new CommitInfo(Author, "upload"), writer =>
                {
                    for (var i = from; i < to; i++)
                    {
                        workload.AddItem(writer, i);
                    }

                    return to - from;
                }));
                if (running.Count >= 4)
                {
                    revisions += (1 + Workload.AnnotationsPerItem) * await running.Dequeue();
                }
            }

            while (running.TryDequeue(out var task))
            {
                revisions += (1 + Workload.AnnotationsPerItem) * await task;
            }

            // Searchable: a count of what was just written.
            var label = new Filter.Compare(FieldPath.Parse("label"), Comparison.Equal, FieldValue.Of("label-00"));
            _ = dataset.Head.Select(Relation.Annotations, label);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            report.Add(Figure.AtLeast(
                "ingest, durable and searchable", items, "rate", "revisions/s", revisions / seconds, 200_000));
            await store.DrainSealingAsync();
            report.Add(Figure.AtLeast(
                "ingest, and every segment sealed", items, "rate", "revisions/s",
                revisions / Stopwatch.GetElapsedTime(start).TotalSeconds));
        }

        report.Add(Figure.AtMost(
            "disk after ingest", items, "per revision", "bytes", (double)DirectorySize(directory) / revisions));
    }

    private async Task<(VersionStore Store, Dataset Source)> ReopenAsync()
    {
        var start = Stopwatch.GetTimestamp();
        var opened = await OpenAsync();
        _ = opened.Source.Head.State.Items.Cardinality;
        report.Add(Figure.AtMost(
            "reopen", items, "time", "ms", Stopwatch.GetElapsedTime(start).TotalMilliseconds, 2000));
        start = Stopwatch.GetTimestamp();
        _ = opened.Source.Head.Query(Relation.Items, new QueryRequest { Filter = TenPercent, Limit = 100 });
        report.Add(Figure.AtMost(
            "first query after reopen", items, "time", "ms", Stopwatch.GetElapsedTime(start).TotalMilliseconds));
        return opened;
    }

    private async Task<double> CloneAsync(VersionStore store, Dataset source)
    {
        await CloneOnceAsync(store, source, "warm-up");
        var samples = await Samples.MeasureAsync(ClonesCount - 1, i => CloneOnceAsync(store, source, $"clone-{i}"));
        report.Add(Figure.AtMost("full clone", items, "p50", "ms", samples.Median, 5));
        report.Add(Figure.AtMost("full clone", items, "p99", "ms", samples.Percentile(0.99), 25));
        return samples.Median;
    }

    private async Task CloneByFilterAsync(VersionStore store, Dataset source)
    {
        var samples = await Samples.MeasureAsync(20, i => store.CloneAsync(
            new CloneRequest
            {
                Source = source.Head, Filter = TenPercent, NewDataset = new DatasetInfo("bench", $"tenth-{i}", default),
            },
            new CommitInfo(Author, "clone")));
        report.Add(Figure.AtMost("clone by filter, 10 % of the items", items, "p50", "ms", samples.Median));
    }

    private async Task SnapshotAndRollBackAsync(VersionStore store, Dataset source)
    {
        var samples = await Samples.MeasureAsync(200, i => source.TakeSnapshotAsync(
            $"snapshot-{i}", source.Head.Commit.Id.Sequence, new CommitInfo(Author, "snapshot")));
        report.Add(Figure.AtMost("snapshot", items, "p50", "ms", samples.Median, 5));
        report.Add(Figure.AtMost("snapshot", items, "p99", "ms", samples.Percentile(0.99), 25));

        var dataset = await CloneOnceAsync(store, source, "roll-back");
        await ChangeAsync(dataset, seed: 9, 0);
        var rollBacks = await Samples.MeasureAsync(20, i => dataset.RollBackAsync(
            i % 2 == 0 ? 1 : 2, new CommitInfo(Author, "rollback")));
        report.Add(Figure.AtMost("roll-back over 1 % of the items", items, "p50", "ms", rollBacks.Median));
    }

    private async Task DiffAndMergeAsync(VersionStore store, Dataset source)
    {
        var left = await CloneOnceAsync(store, source, "left");
        var right = await CloneOnceAsync(store, source, "right");
        await ChangeAsync(left, seed: 2, 0);
        await ChangeAsync(right, seed: 3, 37);
        var changed = 0;
        var diffs = await Samples.MeasureAsync(20, _ =>
        {
            var diff = store.Diff(left.Head, right.Head);
            changed = diff.Items.Changed.Count + diff.Annotations.Changed.Count + diff.Annotations.Added.Count;
            return Task.CompletedTask;
        });
        report.Add(Figure.AtMost($"diff, 1 % of the items on each side ({changed})", items, "p50", "ms", diffs.Median, 50));
        var merges = await Samples.MeasureAsync(10, i => store.MergeAsync(
            new MergeRequest { Sides = [left.Head, right.Head], NewDataset = new DatasetInfo("bench", $"merged-{i}", default) },
            new CommitInfo(Author, "merge")));
        report.Add(Figure.AtMost("merge, 1 % of the items on each side", items, "p50", "ms", merges.Median, 250));
    }

    private async Task CommitAsync(VersionStore store, Dataset source)
    {
        var one = await CloneOnceAsync(store, source, "commits");
        var lineages = Lineages(one, 64);
        report.Add(Figure.AtLeast(
            "one-annotation commits, 1 writer", items, "rate", "commits/s", await RateAsync([one], lineages, writers: 1)));
        report.Add(Figure.AtLeast(
            "one-annotation commits, 64 writers, 1 dataset", items, "rate", "commits/s",
            await RateAsync([one], lineages, writers: 64), 3000));
        var many = new List<Dataset>();
        for (var i = 0; i < 64; i++)
        {
            many.Add(await CloneOnceAsync(store, source, $"writer-{i}"));
        }

        report.Add(Figure.AtLeast(
            "one-annotation commits, 64 writers, 64 datasets", items, "rate", "commits/s",
            await RateAsync(many, lineages, writers: 64), 3000));
    }

    private static async Task<double> RateAsync(IReadOnlyList<Dataset> datasets, Lineage[] lineages, int writers)
    {
        var duration = TimeSpan.FromSeconds(3);
        var start = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, writers).Select(w => Task.Run(async () =>
        {
            var workload = new Workload(w);
            var dataset = datasets[w % datasets.Count];
            var count = 0;
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                await dataset.WriteAsync(
                    new CommitInfo(Author, "annotate"), writer => workload.AddAnnotation(writer, lineages[w % lineages.Length]));
                count++;
            }

            return count;
        })));
        return counts.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Edits each hundredth item, scattered, and one annotation of it; in one commit.</summary>
    private async Task ChangeAsync(Dataset dataset, int seed, long offset)
    {
        var workload = new Workload(seed);
        await dataset.WriteAsync(new CommitInfo(Author, "update"), writer =>
        {
            var state = writer.Base.State;
            for (var i = offset; i < state.Items.Cardinality; i += ChangedShare)
            {
                var number = new RevisionNumber((long)state.Items.Select(i));
                var item = writer.Read(Relation.Items, RoaringBitmap.Of((ulong)number.Value)).First();
                writer.UpdateItem(item with { Body = workload.ItemBody(DateTimeOffset.UnixEpoch) });
                workload.AddAnnotation(writer, item.Lineage);
            }

            return 0;
        });
    }

    private static Lineage[] Lineages(Dataset dataset, int count) =>
        [.. dataset.Head.Query(Relation.Items, new QueryRequest { Limit = count }).Revisions
            .Select(n => dataset.Head.Read(Relation.Items, [n])[0].Lineage)];

    private static async Task<Dataset> CloneOnceAsync(VersionStore store, Dataset source, string name) =>
        (await store.CloneAsync(
            new CloneRequest { Source = source.Head, NewDataset = new DatasetInfo("bench", name, default) },
            new CommitInfo(Author, "clone"))).Dataset;

    private async Task<(VersionStore Store, Dataset Source)> OpenAsync()
    {
        var store = await VersionStore.OpenAsync(Options());
        return (store, store.Find("bench", "source")!);
    }

    private VersionStoreOptions Options() => new()
    {
        DataDirectory = directory,
        OpaquePaths = [FieldPath.Parse("coordinates")],
        StampPaths = [FieldPath.Parse("updatedAt"), FieldPath.Parse("updatedBy"), FieldPath.Parse("createdAt")],
    };

    private static long DirectorySize(string path) =>
        new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);
}
