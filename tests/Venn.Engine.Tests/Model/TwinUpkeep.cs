using Venn.Engine.Maintenance.Collection;
using Venn.Engine.Maintenance.Erasure;
using Venn.Engine.Maintenance.Retention;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.TestKit.Generators;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.Model;

/// <summary>How long history is kept: rules, holds, collection alone and beside others, erasure.</summary>
internal sealed class TwinUpkeep(Twin twin)
{
    private Random Random => twin.Random;

    /// <summary>Another rule: the last few commits, or everything.</summary>
    public async Task<bool> RuleAsync(ModelDataset dataset)
    {
        dataset.CommitsKept = Random.Chance(0.3) ? null : 1 + Random.Next(8);
        var rule = new RetentionRule { Commits = dataset.CommitsKept };
        await twin.DatasetOf(dataset).SetRetentionAsync(rule);
        Mismatch.UnlessEqual(rule, twin.DatasetOf(dataset).Retention, $"Rule of {dataset.Ordinal}");
        return true;
    }

    /// <summary>Holds a snapshot, or lifts its hold.</summary>
    public async Task<bool> HoldAsync(ModelDataset dataset)
    {
        if (PickSnapshot(dataset) is not { } snapshot)
        {
            return false;
        }

        if (!dataset.Held.Remove(snapshot.Name))
        {
            dataset.Held.Add(snapshot.Name);
        }

        var hold = dataset.Held.Contains(snapshot.Name) ? new SnapshotHold(null, "audit", "h@example.org", snapshot.CreatedAt) : null;
        var changed = await twin.DatasetOf(dataset).HoldSnapshotAsync(snapshot.Id, hold);
        Mismatch.UnlessEqual(hold, changed.Hold, $"Hold of {snapshot.Name}");
        return true;
    }

    /// <summary>Deletes a snapshot, unless it is held.</summary>
    public async Task<bool> DeleteSnapshotAsync(ModelDataset dataset)
    {
        if (PickSnapshot(dataset) is not { } snapshot)
        {
            return false;
        }

        var isHeld = dataset.Held.Contains(snapshot.Name);
        try
        {
            await twin.DatasetOf(dataset).DeleteSnapshotAsync(snapshot.Id);
            Mismatch.Unless(!isHeld, $"Snapshot {snapshot.Name} is held and was deleted");
            dataset.Snapshots.Remove(snapshot.Name);
        }
        catch (SnapshotHeldException)
        {
            Mismatch.Unless(isHeld, $"Snapshot {snapshot.Name} was refused deletion and is not held");
        }

        new TwinVersions(twin).CompareSnapshots(dataset);
        return true;
    }

    /// <summary>Collects what the rules give up: exactly that, and nothing that can still be reached is another by it.</summary>
    /// <param name="beside">Datasets are edited and cloned meanwhile.</param>
    public async Task<bool> CollectAsync(bool beside)
    {
        var before = Kept();
        var known = twin.All.SelectMany(d => d.Commits).ToHashSet();
        var request = new CollectRequest { Grace = TimeSpan.Zero, Fault = twin.Options.CollectFault };
        var collecting = twin.Engine.Store.Upkeep.CollectAsync(request);
        for (var i = 0; beside && i < 3; i++)
        {
            var dataset = Random.Pick(twin.Living);
            await TwinEdits.RunAsync(twin, dataset, 2);
            if (twin.Living.Count < TwinRun.DatasetsMax)
            {
                await new TwinVersions(twin).CloneAsync(dataset, dataset.Head);
            }
        }

        await collecting;
        Mark(before, beside ? Kept() : before, known);
        twin.Comparer.Forget();
        foreach (var dataset in twin.Living)
        {
            twin.Comparer.Compare(twin.DatasetOf(dataset).Head, dataset.Head);
        }

        return true;
    }

    /// <summary>One item goes from every version of every dataset, and its copies with it.</summary>
    public async Task<bool> EraseAsync(ModelDataset dataset)
    {
        var commit = twin.PickCommit(dataset);
        if (commit.State.Items.Count == 0)
        {
            return false;
        }

        var gone = WithCopies(Random.Pick([.. commit.State.Items.Keys]));
        var touched = twin.All
            .Where(d => d.Commits.Exists(c => !c.IsForgotten && c.State.Items.Keys.Any(gone.Contains))).ToList();
        var by = twin.By("erase");
        var isHeld = touched.Exists(d => d.Snapshots.Any(s => d.Held.Contains(s.Key)
            && d.Commits[(int)s.Value - 1].State.Items.Keys.Any(gone.Contains)));
        var request = new ErasureRequest { Items = [.. gone.Select(l => new Lineage(l))], Author = by.Author, Reason = by.Message };
        try
        {
            await twin.Engine.Store.Upkeep.EraseAsync(request);
            Mismatch.Unless(!isHeld, "What a held snapshot has was erased");
        }
        catch (SnapshotHeldException)
        {
            Mismatch.Unless(isHeld, "An erasure was refused for a hold that is not there");
            return true;
        }

        foreach (var one in touched)
        {
            twin.Buried(one, by, Without(one.Head.State, gone));
        }

        foreach (var state in twin.All.SelectMany(d => d.Commits).Select(c => c.State).Distinct())
        {
            Strip(state, gone);
        }

        twin.IsPastCut = true;
        twin.Comparer.Forget();
        new TwinReads(twin).CompareAll(past: true);
        return true;
    }

    /// <summary>A commit made meanwhile may have been the head when the collection looked.</summary>
    private void Mark(HashSet<ModelCommit> before, HashSet<ModelCommit> after, HashSet<ModelCommit> known)
    {
        foreach (var dataset in twin.All)
        {
            var engine = twin.DatasetOf(dataset);
            foreach (var commit in dataset.Commits)
            {
                var isForgotten = engine.IsForgotten(commit.Sequence);
                Mismatch.Unless(!isForgotten || !after.Contains(commit), $"Commit {commit} was given up, and it is to be kept");
                Mismatch.Unless(
                    isForgotten || before.Contains(commit) || after.Contains(commit) || !known.Contains(commit),
                    $"Commit {commit} was to be given up, and is kept");
                commit.IsForgotten = isForgotten;
                twin.IsPastCut |= isForgotten;
            }
        }
    }

    /// <summary>
    /// By the rules, heads, first commits and snapshots; of what each of those descends from in every other dataset, the
    /// newest; what a dataset was made from; and those for which that holds in turn.
    /// </summary>
    private HashSet<ModelCommit> Kept()
    {
        var kept = new HashSet<ModelCommit>();
        var work = new Stack<ModelCommit>();
        void Keep(ModelCommit commit)
        {
            if (!commit.IsForgotten && kept.Add(commit))
            {
                work.Push(commit);
            }
        }

        foreach (var dataset in twin.All)
        {
            Keep(dataset.Commits[0]);
            dataset.Commits.TakeLast(dataset.CommitsKept ?? int.MaxValue).ToList().ForEach(Keep);
            dataset.Snapshots.Values.ToList().ForEach(s => Keep(dataset.Commits[(int)s - 1]));
        }

        while (work.TryPop(out var commit))
        {
            if (commit is { Sequence: 1, Parents.Count: > 0 })
            {
                Keep(commit.Parents[0]);
            }

            foreach (var newest in commit.Ancestors.Where(a => a.Dataset != commit.Dataset)
                .GroupBy(a => a.Dataset).Select(g => g.MaxBy(a => a.Sequence)!))
            {
                Keep(newest);
            }
        }

        return kept;
    }

    /// <summary>The item, what was copied from it, and what was copied from that.</summary>
    private HashSet<long> WithCopies(long item)
    {
        var found = new HashSet<long> { item };
        var all = twin.All.SelectMany(d => d.Commits).Where(c => !c.IsForgotten).SelectMany(c => c.State.Items.Values).Select(i => i.Revision).ToList();
        while (all.FindIndex(r => found.Contains(r.Source) && !found.Contains(r.Lineage)) is var at && at >= 0)
        {
            found.Add(all[at].Lineage);
        }

        return found;
    }

    private static ModelState Without(ModelState state, HashSet<long> gone)
    {
        var left = state.Copy();
        Strip(left, gone);
        return left;
    }

    private static void Strip(ModelState state, HashSet<long> gone)
    {
        foreach (var annotation in state.Annotations.Values.Where(a => gone.Contains(a.Revision.Item)).ToList())
        {
            state.Annotations.Remove(annotation.Revision.Lineage);
        }

        foreach (var item in gone)
        {
            state.Items.Remove(item);
        }
    }

    private Snapshot? PickSnapshot(ModelDataset dataset) =>
        twin.DatasetOf(dataset).ReadSnapshots() is { Count: > 0 } snapshots ? Random.Pick(snapshots) : null;
}
