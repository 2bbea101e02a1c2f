using Venn.Engine.Revisions;
using Venn.Engine.Versions.Merging;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Versions.Ancestry;

/// <summary>
/// Finds what two commits have in common. The commits of a dataset are a line, so what a commit descends from is, for each
/// dataset, everything up to some sequence: the graph is walked dataset by dataset, not commit by commit.
/// </summary>
internal sealed class CommonAncestor(EngineContext context)
{
    /// <summary>The common ancestors that no other common ancestor descends from, newest first; none when unrelated.</summary>
    public List<AncestorState> FindAll(CommitId ours, CommitId theirs)
    {
        var left = Reach(ours);
        var right = Reach(theirs);
        var meetings = new List<(CommitId Id, long Generation)>();
        foreach (var (dataset, reach) in left)
        {
            if (right.TryGetValue(dataset, out var other))
            {
                var meeting = new CommitId(dataset, Math.Min(reach.Sequence, other.Sequence));
                meetings.Add((meeting, context.History.FindCommit(meeting)?.Generation ?? 0));
            }
        }

        var found = new List<AncestorState>();
        var covered = new List<Dictionary<DatasetOrdinal, Reached>>();
        foreach (var (meeting, generation) in meetings.OrderByDescending(m => m.Generation))
        {
            if (covered.Exists(r => r.TryGetValue(meeting.Dataset, out var reach) && reach.Sequence >= meeting.Sequence))
            {
                continue;
            }

            covered.Add(Reach(meeting));
            var whole = context.History.Resolve(meeting);
            var way = new AncestorWay(context, meeting, whole);
            found.Add(new AncestorState(meeting, generation, AncestorWay.Both(way.CarryTo(ours), way.CarryTo(theirs)), whole));
        }

        return found;
    }

    /// <summary>
    /// What several commits together have in common with another, as if they were merged already: an ancestor of one of
    /// them counts for nothing when another has a newer one that descends from it, and what came to one of them has come.
    /// </summary>
    public List<AncestorState> FindAll(IReadOnlyList<CommitId> ours, CommitId theirs)
    {
        var found = ours.SelectMany(earlier => FindAll(earlier, theirs)).ToList();
        if (ours.Count == 1)
        {
            return found;
        }

        found = [.. found.DistinctBy(f => f.Commit)];
        var reaches = found.ToDictionary(f => f.Commit, f => Reach(f.Commit));
        found.RemoveAll(f => reaches.Any(r => r.Key != f.Commit
            && r.Value.TryGetValue(f.Commit.Dataset, out var reached) && reached.Sequence >= f.Commit.Sequence));
        return [.. found.Select(f => f with { State = Together(f, ours, theirs) })];
    }

    private DatasetState Together(AncestorState ancestor, IReadOnlyList<CommitId> ours, CommitId theirs)
    {
        var way = new AncestorWay(context, ancestor.Commit, ancestor.Whole);
        DatasetState? carried = null;
        foreach (var earlier in ours)
        {
            carried = way.Either(carried, way.CarryTo(earlier));
        }

        return AncestorWay.Both(carried, way.CarryTo(theirs));
    }

    /// <summary>For each dataset that a commit descends from, how far.</summary>
    public Dictionary<DatasetOrdinal, Reached> Reach(CommitId start)
    {
        var reached = new Dictionary<DatasetOrdinal, Reached> { [start.Dataset] = new(start.Sequence, null, null) };
        var work = new Queue<DatasetOrdinal>([start.Dataset]);
        while (work.TryDequeue(out var dataset))
        {
            foreach (var joint in context.Catalog.ReadJoints(dataset.Value, reached[dataset].Sequence))
            {
                foreach (var parent in joint.Parents.Select(Commit.ToId))
                {
                    if (!reached.TryGetValue(parent.Dataset, out var known) || known.Sequence < parent.Sequence)
                    {
                        // The way by which a dataset was first reached stays: so the ways back to the start are a tree.
                        reached[parent.Dataset] = known is null
                            ? new(parent.Sequence, dataset, joint)
                            : known with { Sequence = parent.Sequence };
                        work.Enqueue(parent.Dataset);
                    }
                }
            }
        }

        return reached;
    }

    /// <param name="Sequence">Everything of the dataset up to here is reached.</param>
    /// <param name="Child">The dataset from which it was reached; null at the start.</param>
    /// <param name="Via">The commit that has it as a parent.</param>
    public sealed record Reached(long Sequence, DatasetOrdinal? Child, CommitRecord? Via);
}
