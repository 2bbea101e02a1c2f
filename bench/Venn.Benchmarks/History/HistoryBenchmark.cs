using System.Diagnostics;
using Venn.Benchmarks.Reporting;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Merging;

namespace Venn.Benchmarks.History;

/// <summary>
/// Merging, comparing, proving: ten thousand scattered edits on each of two clones of a dataset with five annotations an item,
/// on the embedded store.
/// </summary>
internal sealed class HistoryBenchmark(Report report, string directory, int items)
{
    private const int Edits = 10_000;
    private const int Rounds = 15;
    private const int DigestClones = 5;

    /// <returns>The median clean merge, to be compared between sizes.</returns>
    public async Task<double> RunAsync(bool withCommits)
    {
        double merge;
        await using (var bench = new HistoryStore(directory, items))
        {
            await bench.LoadAsync();
            await DigestAsync(bench);
            merge = await MergeAsync(bench);
            await DiffAsync(bench);
        }

        if (withCommits)
        {
            await new LongHistoryBenchmark(report, directory, items).RunAsync();
        }

        return merge;
    }

    private async Task DigestAsync(HistoryStore bench)
    {
        var goal = 1000.0 * Math.Max(1, items / 1e6);

        // What it keeps from call to call is dropped by opening the store anew.
        var first = Stopwatch.GetTimestamp();
        _ = bench.Source.Head.ComputeDigest();
        report.Add(Figure.AtMost(
            "digest, the first of the store", items, "time", "ms", Stopwatch.GetElapsedTime(first).TotalMilliseconds));
        await bench.DisposeAsync();
        await FirstDigest.MeasureAsync(report, directory, items, goal);
        await bench.OpenAsync();
        var second = Stopwatch.GetTimestamp();
        _ = bench.Source.Head.ComputeDigest();
        report.Add(Figure.AtMost(
            "digest, after a start", items, "time", "ms", Stopwatch.GetElapsedTime(second).TotalMilliseconds, goal));

        // Each is asked once: a state that was proved is known.
        var clones = new List<Dataset>();
        for (var i = 0; i < DigestClones; i++)
        {
            clones.Add(await bench.CloneAsync($"digest-{i}"));
            await bench.EditAsync(clones[i], seed: 5 + i, Edits, shift: (i + 0.5) / DigestClones);
        }

        var samples = await Samples.MeasureAsync(DigestClones, i => Task.FromResult(clones[i].Head.ComputeDigest()));
        report.Add(Figure.AtMost(
            "digest, of a clone with 10,000 edits, its source's being kept", items, "p50", "ms", samples.Median, goal));
        var alone = new Samples();
        for (var i = 0; i < DigestClones; i++)
        {
            bench.Store.Context.Proofs.Clear();
            var start = Stopwatch.GetTimestamp();
            _ = clones[i].Head.ComputeDigest();
            alone.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        report.Add(Figure.AtMost(
            "digest, of a clone with 10,000 edits, no other's being kept", items, "p50", "ms", alone.Median, goal));
    }

    private async Task<double> MergeAsync(HistoryStore bench)
    {
        var left = await bench.CloneAsync("left");
        var right = await bench.CloneAsync("right");
        var same = await bench.CloneAsync("same");
        await bench.EditAsync(left, seed: 2, Edits, shift: 0);
        await bench.EditAsync(right, seed: 3, Edits, shift: 0.5);
        await bench.EditAsync(same, seed: 4, Edits, shift: 0);
        var clean = await Samples.MeasureAsync(Rounds, i => bench.Store.MergeAsync(
            new MergeRequest
            {
                Sides = [left.Head, right.Head], Policy = MergePolicy.Fail, NewDataset = new DatasetInfo("bench", $"merged-{i}", default),
            },
            new CommitInfo(HistoryStore.Author, "merge")));
        report.Add(Figure.AtMost("merge, 10,000 edits on each side, clean", items, "p50", "ms", clean.Median, 250));
        var conflicts = 0;
        var listed = await Samples.MeasureAsync(Rounds, _ =>
        {
            var preview = bench.Store.PreviewMerge(new MergeRequest { Sides = [left.Head, same.Head], Policy = MergePolicy.Fail });
            conflicts = preview.Conflicts.Count;
            return Task.CompletedTask;
        });
        report.Add(Figure.AtMost($"merge, {conflicts:#,0} conflicts listed", items, "p50", "ms", listed.Median, 500));
        return clean.Median;
    }

    private async Task DiffAsync(HistoryStore bench)
    {
        var left = bench.Store.Find("bench", "left")!;
        var changes = 0;
        var samples = await Samples.MeasureAsync(Rounds, _ =>
        {
            var diff = bench.Store.Diff(bench.Source.Head, left.Head);
            changes = diff.Items.Changed.Count + diff.Annotations.Changed.Count;
            return Task.CompletedTask;
        });
        report.Add(Figure.AtMost($"diff, {changes:#,0} changes", items, "p50", "ms", samples.Median, 50));
    }
}
