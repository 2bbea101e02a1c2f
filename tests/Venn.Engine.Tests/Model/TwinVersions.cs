using Venn.Engine.Revisions;
using Venn.Engine.Versions.Copying;
using Venn.Storage.Catalog;
using Venn.TestKit.Generators;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.Model;

/// <summary>Whole-version operations on both: create, clone, snapshot, roll back, delete, undelete.</summary>
internal sealed class TwinVersions(Twin twin)
{
    private Random Random => twin.Random;

    public async Task<bool> CreateAsync()
    {
        var by = twin.By("create");
        var made = await twin.Engine.Store.CreateDatasetAsync(twin.NewInfo(), by);
        twin.Born(made, by, [], new ModelState(), new ModelNarrowing());
        return true;
    }

    public Task<bool> CloneAsync(ModelDataset source) => CloneAsync(source, twin.PickCommit(source));

    public async Task<bool> CloneAsync(ModelDataset source, ModelCommit commit)
    {
        var filter = Random.Chance(0.5) ? null : twin.Filters.Next(Relation.Items);
        var withAnnotations = Random.Chance(0.75);
        var masks = twin.PickMasks();
        var directory = Random.Chance(0.3) ? Random.Pick(["/t", "/t/u", "/a"]) : null;
        var target = Random.Chance(0.4) ? Random.Pick(twin.Living) : null;
        if (target is not null && target.Head.State.Items.Count > 40)
        {
            target = null;
        }

        var by = twin.By("clone");
        var clone = new ModelClone(twin.Masks, twin.Fresh);
        var slice = clone.Slice(commit.State, filter, withAnnotations, masks);
        var request = new CloneRequest
        {
            Source = twin.Is(Distortion.CloneTakesTheHead) ? twin.DatasetOf(source).Head : twin.VersionOf(commit),
            Filter = filter,
            WithAnnotations = withAnnotations,
            Masks = [.. masks],
            NewDataset = target is null ? twin.NewInfo() : null,
            Target = target is null ? null : new DatasetOrdinal(target.Ordinal),
            TargetDirectory = directory,
        };
        var result = await twin.Engine.Store.CloneAsync(request, by);
        ModelState state;
        if (target is not null)
        {
            state = clone.Into(target.Head.State, slice, target == source, directory);
            twin.Grown(target, by, state);
        }
        else
        {
            state = clone.Lay(clone.Into(new ModelState(), slice, isOwn: false, directory), masks);
            twin.Born(result.Dataset, by, [commit], state, new ModelNarrowing
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
        return true;
    }

    public async Task<bool> SnapshotAsync(ModelDataset dataset)
    {
        var name = $"s{Random.Next(5)}";
        var commit = twin.PickKept(dataset);
        var engine = twin.DatasetOf(dataset);
        try
        {
            var taken = await engine.TakeSnapshotAsync(name, commit.Sequence, twin.By("snapshot"));
            Mismatch.Unless(dataset.Snapshots.TryAdd(name, commit.Sequence), $"Snapshot {name} was taken twice");
            Mismatch.UnlessEqual(commit.ToString(), twin.Engine.Store.FindSnapshot(taken.Id)?.Commit.ToString(), "Snapshot by id");
        }
        catch (SnapshotNameTakenException)
        {
            Mismatch.Unless(dataset.Snapshots.ContainsKey(name), $"Snapshot {name} was refused");
        }

        CompareSnapshots(dataset);
        return true;
    }

    public void CompareSnapshots(ModelDataset dataset) => Mismatch.UnlessSame(
        dataset.Snapshots.Select(s => $"{s.Key} {s.Value}").Order(StringComparer.Ordinal),
        twin.DatasetOf(dataset).ReadSnapshots().Select(s => $"{s.Name} {s.Commit.Sequence}").Order(StringComparer.Ordinal),
        $"Snapshots of {dataset.Ordinal}");

    public async Task<bool> RollBackAsync(ModelDataset dataset)
    {
        var sequence = dataset.Snapshots.Count > 0 && Random.Chance(0.5)
            ? Random.Pick([.. dataset.Snapshots.Values])
            : twin.PickKept(dataset).Sequence;
        var by = twin.By("rollback");
        var told = twin.Is(Distortion.RollBackGoesOneCommitTooFar) ? Math.Max(1, sequence - 1) : sequence;
        var made = await twin.DatasetOf(dataset).RollBackAsync(told, by);
        twin.Grown(dataset, by, dataset.Commits[(int)sequence - 1].State, always: true);
        Mismatch.UnlessEqual(dataset.Head.ToString(), made.Commit.Id.ToString(), "Commit of the roll-back");
        return true;
    }

    public async Task<bool> DeleteAsync(ModelDataset dataset)
    {
        try
        {
            Mismatch.Unless(
                await twin.Engine.Store.DeleteDatasetAsync(new DatasetOrdinal(dataset.Ordinal)), $"Dataset {dataset.Ordinal} was not deleted");
            Mismatch.Unless(dataset.Held.Count == 0, $"Dataset {dataset.Ordinal} was deleted with a held snapshot");
            dataset.IsDeleted = true;
        }
        catch (SnapshotHeldException)
        {
            Mismatch.Unless(dataset.Held.Count > 0, $"Dataset {dataset.Ordinal} was refused deletion, and nothing holds it");
        }

        CompareFinding(dataset);
        return true;
    }

    /// <summary>The dataset is back with all of its history, unless another has its name.</summary>
    public async Task<bool> UndeleteAsync()
    {
        var deleted = twin.All.Where(d => d.IsDeleted).ToList();
        if (deleted.Count == 0)
        {
            return false;
        }

        var dataset = Random.Pick(deleted);
        var isTaken = twin.Living.Exists(d => d.Name == dataset.Name);
        try
        {
            if (!twin.Is(Distortion.UndeletionIsForgotten))
            {
                await twin.DatasetOf(dataset).RestoreAsync();
            }

            Mismatch.Unless(!isTaken, $"Dataset {dataset.Ordinal} came back to the name of another");
            dataset.IsDeleted = false;
        }
        catch (DatasetNameTakenException)
        {
            Mismatch.Unless(isTaken, $"Dataset {dataset.Ordinal} was refused its own name");
        }

        CompareFinding(dataset);
        twin.Comparer.Compare(twin.DatasetOf(dataset).Head, dataset.Head);
        return true;
    }

    private void CompareFinding(ModelDataset dataset)
    {
        var found = twin.Engine.Store.Find(new DatasetOrdinal(dataset.Ordinal));
        Mismatch.UnlessEqual(dataset.IsDeleted, found is null, $"Whether dataset {dataset.Ordinal} is deleted");
        Mismatch.UnlessEqual(
            twin.Living.Find(d => d.Name == dataset.Name)?.Ordinal, twin.Engine.Store.Find("p", dataset.Name)?.Ordinal.Value,
            $"The dataset named {dataset.Name}");
    }
}
