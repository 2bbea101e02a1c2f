using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Copying;
using Venn.Engine.Versions.Merging;
using Venn.Storage.Catalog;
using Venn.TestKit.Generators;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.Model;

/// <summary>Whole-version operations on both: create, clone, merge, snapshot, roll back, delete.</summary>
internal sealed class TwinVersions(Twin twin)
{
    private static readonly CommitInfo Info = new("b@example.org", "version");

    private Random Random => twin.Random;

    public async Task CreateAsync()
    {
        var made = await twin.Engine.Store.CreateDatasetAsync(NewInfo(), Info);
        twin.Born(made, [], new ModelState(), new ModelNarrowing());
    }

    public async Task CloneAsync(ModelDataset source)
    {
        var commit = twin.PickCommit(source);
        var filter = Random.Chance(0.5) ? null : twin.Filters.Next(Relation.Items);
        var withAnnotations = Random.Chance(0.75);
        var masks = PickMasks();
        var directory = Random.Chance(0.3) ? Random.Pick(["/t", "/t/u", "/a"]) : null;
        var target = Random.Chance(0.4) ? Random.Pick(twin.Living) : null;
        if (target is not null && target.Head.State.Items.Count > 40)
        {
            target = null;
        }

        var clone = new ModelClone(twin.Masks, twin.Fresh);
        var slice = clone.Slice(commit.State, filter, withAnnotations, masks);
        var request = new CloneRequest
        {
            Source = twin.VersionOf(commit),
            Filter = filter,
            WithAnnotations = withAnnotations,
            Masks = [.. masks],
            NewDataset = target is null ? NewInfo() : null,
            Target = target is null ? null : new DatasetOrdinal(target.Ordinal),
            TargetDirectory = directory,
        };
        var result = await twin.Engine.Store.CloneAsync(request, Info);
        ModelState state;
        if (target is not null)
        {
            state = clone.Into(target.Head.State, slice, target == source, directory);
            twin.Grown(target, state);
        }
        else
        {
            state = clone.Lay(clone.Into(new ModelState(), slice, isOwn: false, directory), masks);
            twin.Born(result.Dataset, [commit], state, new ModelNarrowing
            {
                Items = [.. commit.State.Items.Keys.Except(state.Items.Keys)],
                Annotations = [.. commit.State.Annotations.Keys.Except(state.Annotations.Keys)],
                AllAnnotations = !withAnnotations,
                Masks = masks.Aggregate(0u, (bits, i) => bits | 1u << i),
            });
        }

        Mismatch.UnlessEqual(clone.ItemsCount, result.ItemsCount, "Items cloned");
        Mismatch.UnlessEqual(clone.AnnotationsCount, result.AnnotationsCount, "Annotations cloned");
        Mismatch.UnlessEqual(clone.SkippedCount, result.SkippedCount, "Items passed over");
        Mismatch.UnlessSame(
            clone.Renamed.Select(r => $"{r.Lineage} {r.Path} {r.NewPath}").Order(StringComparer.Ordinal),
            result.Renamed.Select(r => $"{r.Lineage} {r.Path} {r.NewPath}").Order(StringComparer.Ordinal), "Renamed by the clone");
    }

    public async Task MergeAsync()
    {
        var count = Random.Chance(0.75) ? 2 : 3;
        var sides = twin.Living.OrderBy(_ => Random.Next()).Take(count).Select(twin.PickCommit).ToList();
        if (sides.Count < 2 || sides.Sum(s => s.State.Items.Count) > 90)
        {
            return;
        }

        var policy = Random.Pick(Enum.GetValues<MergePolicy>());
        var withAnnotations = Random.Chance(0.8);
        var masks = PickMasks();
        var merge = new ModelMerge(twin.Masks, [BodyGenerator.Stamp], twin.Fresh, twin.Comparer.NumberOf);
        var state = merge.Run(sides, policy, withAnnotations, masks);
        var request = new MergeRequest
        {
            Sides = [.. sides.Select(twin.VersionOf)],
            Policy = twin.Options.IsMergeDistorted && policy == MergePolicy.Ours ? MergePolicy.Theirs : policy,
            WithAnnotations = withAnnotations,
            Masks = [.. masks],
            NewDataset = NewInfo(),
        };
        var what = $"{policy} merge of {string.Join(", ", sides)}, annotations {withAnnotations}, masks [{string.Join(' ', masks)}]";
        try
        {
            Compare(merge, state, twin.Engine.Store.PreviewMerge(request), "Preview of " + what);
        }
        catch (MismatchException e)
        {
            throw new MismatchException(e.Message + new TwinExplanation(twin).Of(request, sides, merge));
        }

        if (policy == MergePolicy.Fail && merge.Conflicts.Count > 0)
        {
            try
            {
                await twin.Engine.Store.MergeAsync(request, Info);
            }
            catch (MergeConflictException)
            {
                return;
            }

            throw new MismatchException($"Conflicts were let pass by {what}");
        }

        var result = await twin.Engine.Store.MergeAsync(request, Info);
        Compare(merge, state, result.Report, what);
        try
        {
            twin.Born(result.Dataset, sides, state, new ModelNarrowing
            {
                AllAnnotations = !withAnnotations, Masks = masks.Aggregate(0u, (bits, i) => bits | 1u << i),
            });
        }
        catch (MismatchException e)
        {
            throw new MismatchException($"{what}: {e.Message}");
        }
    }

    /// <summary>Brings other datasets into one that is there, as a commit behind its head.</summary>
    public async Task MergeIntoAsync(ModelDataset target)
    {
        var others = twin.Living.Where(d => d != target).OrderBy(_ => Random.Next()).Take(Random.Chance(0.8) ? 1 : 2)
            .Select(twin.PickCommit).ToList();
        List<ModelCommit> sides = [target.Head, .. others];
        if (others.Count == 0 || sides.Sum(s => s.State.Items.Count) > 80)
        {
            return;
        }

        var policy = Random.Pick(Enum.GetValues<MergePolicy>());
        var merge = new ModelMerge(twin.Masks, [BodyGenerator.Stamp], twin.Fresh, twin.Comparer.NumberOf);
        var state = merge.Run(sides, policy, annotated: true, []);
        var request = new MergeRequest { Sides = [.. sides.Select(twin.VersionOf)], Policy = policy };
        var what = $"{policy} merge of {string.Join(", ", others)} into {target.Head}";
        try
        {
            var result = await twin.Engine.Store.MergeAsync(request, Info);
            Compare(merge, state, result.Report, what);
        }
        catch (MergeConflictException) when (policy == MergePolicy.Fail && merge.Conflicts.Count > 0)
        {
            return;
        }

        Mismatch.Unless(policy != MergePolicy.Fail || merge.Conflicts.Count == 0, $"Conflicts were let pass by {what}");
        var isKnown = state.IsSameAs(target.Head.State) && others.TrueForAll(o => target.Head.Ancestors.Contains(o));
        twin.Grown(target, state, always: !isKnown, merged: isKnown ? [] : others);
    }

    public async Task SnapshotAsync(ModelDataset dataset)
    {
        var name = $"s{Random.Next(5)}";
        var commit = Random.Pick(dataset.Commits);
        var engine = twin.DatasetOf(dataset);
        try
        {
            var taken = await engine.TakeSnapshotAsync(name, commit.Sequence, Info);
            Mismatch.Unless(dataset.Snapshots.TryAdd(name, commit.Sequence), $"Snapshot {name} was taken twice");
            Mismatch.UnlessEqual(commit.ToString(), twin.Engine.Store.FindSnapshot(taken.Id)?.Commit.ToString(), "Snapshot by id");
        }
        catch (SnapshotNameTakenException)
        {
            Mismatch.Unless(dataset.Snapshots.ContainsKey(name), $"Snapshot {name} was refused");
        }

        CompareSnapshots(dataset);
    }

    public void CompareSnapshots(ModelDataset dataset) => Mismatch.UnlessSame(
        dataset.Snapshots.Select(s => $"{s.Key} {s.Value}").Order(StringComparer.Ordinal),
        twin.DatasetOf(dataset).ReadSnapshots().Select(s => $"{s.Name} {s.Commit.Sequence}").Order(StringComparer.Ordinal),
        $"Snapshots of {dataset.Ordinal}");

    public async Task RollBackAsync(ModelDataset dataset)
    {
        var sequence = dataset.Snapshots.Count > 0 && Random.Chance(0.5)
            ? Random.Pick([.. dataset.Snapshots.Values])
            : Random.Pick(dataset.Commits).Sequence;
        var made = await twin.DatasetOf(dataset).RollBackAsync(sequence, Info);
        twin.Grown(dataset, dataset.Commits[(int)sequence - 1].State, always: true);
        Mismatch.UnlessEqual(dataset.Head.ToString(), made.Commit.Id.ToString(), "Commit of the roll-back");
    }

    public async Task DeleteAsync(ModelDataset dataset)
    {
        Mismatch.Unless(
            await twin.Engine.Store.DeleteDatasetAsync(new DatasetOrdinal(dataset.Ordinal)), $"Dataset {dataset.Ordinal} was not deleted");
        dataset.IsDeleted = true;
        Mismatch.Unless(twin.Engine.Store.Find(new DatasetOrdinal(dataset.Ordinal)) is null, "A deleted dataset is found");
        Mismatch.Unless(twin.Engine.Store.Find("p", dataset.Name) is null, "A deleted dataset is found by name");
    }

    private void Compare(ModelMerge merge, ModelState state, MergeReport report, string what)
    {
        Mismatch.UnlessSame(
            merge.Conflicts.Select(c => c.ToString()).Order(StringComparer.Ordinal),
            report.Conflicts.Select(c => new ModelConflict(c.Relation, c.Lineage.Value, c.Fields).ToString()).Order(StringComparer.Ordinal),
            $"Conflicts, {what}");
        Mismatch.UnlessEqual(state.Items.Count, report.ItemsCount, $"Items, {what}");
        Mismatch.UnlessEqual(state.Annotations.Count, report.AnnotationsCount, $"Annotations, {what}");
        Mismatch.UnlessEqual(merge.AddedItemsCount, report.AddedItemsCount, $"Added items, {what}");
        Mismatch.UnlessEqual(merge.MergedItemsCount, report.MergedItemsCount, $"Merged items, {what}");
        Mismatch.UnlessSame(
            merge.Renamed.Select(r => $"{r.From} {r.Lineage} {r.Path} {r.NewPath}").Order(StringComparer.Ordinal),
            report.Renamed.Select(r => $"{r.From} {r.Lineage} {r.Path} {r.NewPath}").Order(StringComparer.Ordinal), $"Renamed, {what}");
    }

    private DatasetInfo NewInfo() => new("p", twin.NewName(), "{}"u8.ToArray());

    private List<int> PickMasks() => Random.Chance(0.6) ? [] : [.. Enumerable.Range(0, twin.Masks.Count).Where(_ => Random.Chance(0.5))];
}
