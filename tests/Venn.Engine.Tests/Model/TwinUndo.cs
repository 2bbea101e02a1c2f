using Venn.Bitmaps;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Merging;
using Venn.Storage.Catalog;
using Venn.TestKit.Generators;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.Model;

/// <summary>What takes things back or brings them over: revert, cherry-pick, restore.</summary>
internal sealed class TwinUndo(Twin twin)
{
    private Random Random => twin.Random;

    public async Task<bool> RevertAsync(ModelDataset dataset)
    {
        var commit = twin.PickKept(dataset);
        if (commit.Parents.Any(p => p.IsForgotten))
        {
            return false;
        }

        var before = commit.Parents.Count == 0 ? new ModelState() : commit.Parents[0].State;
        var told = twin.Is(Distortion.RevertUndoesTheCommitBefore) ? Math.Max(1, commit.Sequence - 1) : commit.Sequence;
        await ApplyAsync(
            dataset, commit.State, before, commit.Dataset, $"revert of {commit} in {dataset.Head}", "revert",
            (policy, by) => twin.Engine.Store.Undo.RevertAsync(twin.DatasetOf(dataset), told, policy, by));
        return true;
    }

    public async Task<bool> PickAsync(ModelDataset dataset)
    {
        var commit = twin.PickCommit(Random.Pick(twin.All));
        if (dataset.Head.State.Items.Count + commit.State.Items.Count > 80 || commit.Parents.Any(p => p.IsForgotten))
        {
            return false;
        }

        var before = commit.Parents.Count == 0 ? new ModelState() : commit.Parents[0].State;
        var told = twin.Is(Distortion.PickTakesTheCommitBefore) ? twin.VersionBefore(commit) : twin.VersionOf(commit);
        await ApplyAsync(
            dataset, before, commit.State, commit.Dataset, $"pick of {commit} into {dataset.Head}", "cherry-pick",
            (policy, by) => twin.Engine.Store.Undo.CherryPickAsync(twin.DatasetOf(dataset), told, policy, by));
        return true;
    }

    /// <summary>Puts items back as an earlier version, or another dataset's, has them: one, some, or what a filter says.</summary>
    public async Task<bool> RestoreAsync(ModelDataset dataset)
    {
        var from = Random.Chance(0.75) ? twin.PickKept(dataset) : twin.PickCommit(Random.Pick(twin.All));
        var items = Random.Next(3) switch
        {
            0 => from.State.Items.Keys.Where(_ => Random.Chance(0.3)).ToList(),
            1 when from.State.Items.Count > 0 => [Random.Pick([.. from.State.Items.Keys])],
            _ => new ModelFilter(from.State, twin.Masks).Select(Relation.Items, twin.Filters.Next(Relation.Items)),
        };
        if (dataset.Head.State.Items.Count + items.Count > 80)
        {
            return false;
        }

        var by = twin.By("restore");
        var model = new ModelRestore(twin.Masks);
        var state = model.Run(dataset.Head.State, from.State, items);
        var version = twin.Is(Distortion.RestoreTakesTheHead) ? twin.DatasetOf(dataset).Head : twin.VersionOf(from);
        var wanted = items.Skip(twin.Is(Distortion.RestoreLeavesOneOut) ? 1 : 0).ToHashSet();
        var numbers = version.Read(Relation.Items, version.State.Items)
            .Where(r => wanted.Contains(r.Lineage.Value)).Select(r => (ulong)r.Number.Value).ToArray();
        var what = $"restore of items {string.Join(' ', items)} of {from} in {dataset.Head}";
        try
        {
            var report = await twin.Engine.Store.Undo.RestoreItemsAsync(
                twin.DatasetOf(dataset), version, RoaringBitmap.FromSorted(numbers), by);
            Mismatch.UnlessEqual(state.Items.Count, report.ItemsCount, "Items");
            Mismatch.UnlessEqual(state.Annotations.Count, report.AnnotationsCount, "Annotations");
            CompareRenamed(model.Renamed.Select(r => (from.Dataset, r.Lineage, r.Path, r.NewPath)), report, what);
            twin.Grown(dataset, by, state);
        }
        catch (MismatchException e)
        {
            throw new MismatchException($"{what}: {e.Message}");
        }

        return true;
    }

    public static void CompareConflicts(ModelMerge model, MergeReport report, string what)
    {
        Mismatch.UnlessSame(
            model.Conflicts.Select(c => c.ToString()).Order(StringComparer.Ordinal),
            report.Conflicts.Select(c => new ModelConflict(c.Relation, c.Lineage.Value, c.Fields) { IsSettled = c.IsSettled }.ToString())
                .Order(StringComparer.Ordinal),
            $"Conflicts, {what}");
        CompareRenamed(model.Renamed, report, what);
    }

    private static void CompareRenamed(
        IEnumerable<(long From, long Lineage, string Path, string NewPath)> model, MergeReport report, string what) =>
        Mismatch.UnlessSame(
            model.Select(r => $"{r.From} {r.Lineage} {r.Path} {r.NewPath}").Order(StringComparer.Ordinal),
            report.Renamed.Select(r => $"{r.From} {r.Lineage} {r.Path} {r.NewPath}").Order(StringComparer.Ordinal), $"Renamed, {what}");

    private async Task ApplyAsync(
        ModelDataset dataset, ModelState before, ModelState after, long side, string what, string operation,
        Func<MergePolicy, CommitInfo, Task<MergeReport>> run)
    {
        var policy = Random.Pick(Enum.GetValues<MergePolicy>());
        var by = twin.By(operation);
        what = $"{policy} {what}";
        var model = twin.NewMerge();
        var state = model.Apply(dataset.Head.State, before, after, side, policy);
        try
        {
            var report = await run(policy, by);
            Mismatch.Unless(policy != MergePolicy.Union, "Union was not refused");
            Mismatch.Unless(!model.IsRefused, "Conflicts were let pass");
            CompareConflicts(model, report, what);
            Mismatch.UnlessEqual(state.Items.Count, report.ItemsCount, "Items");
            Mismatch.UnlessEqual(state.Annotations.Count, report.AnnotationsCount, "Annotations");
            twin.Grown(dataset, by, state);
        }
        catch (InvalidRequestException) when (policy == MergePolicy.Union)
        {
            twin.Unchanged(dataset, what);
        }
        catch (MergeConflictException e) when (policy == MergePolicy.Fail)
        {
            Mismatch.UnlessEqual(model.Conflicts.Count(c => !c.IsSettled), e.Conflicts.Count, $"Conflicts that refuse the {what}");
            twin.Unchanged(dataset, what);
        }
        catch (MismatchException e)
        {
            throw new MismatchException($"{what}: {e.Message}");
        }
    }
}
