using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Versions;

/// <summary>
/// Finds what two commits have in common. The commits of a dataset are a line, so what a commit descends from is, for each
/// dataset, everything up to some sequence: the graph is walked dataset by dataset, not commit by commit.
/// </summary>
internal sealed class CommonAncestor(EngineContext context)
{
    /// <summary>
    /// The state that both sides started from: that of their newest common ancestor, without what a clone on the way did
    /// not take along (which is nobody's deletion). Null when they have nothing in common.
    /// </summary>
    public DatasetState? FindBase(CommitId ours, CommitId theirs)
    {
        var left = Reach(ours);
        var right = Reach(theirs);
        CommitId? best = null;
        long bestGeneration = -1;
        foreach (var (dataset, reach) in left)
        {
            if (!right.TryGetValue(dataset, out var other))
            {
                continue;
            }

            var meeting = new CommitId(dataset, Math.Min(reach.Sequence, other.Sequence));
            var generation = context.History.FindCommit(meeting)?.Generation ?? 0;
            if (generation > bestGeneration)
            {
                (best, bestGeneration) = (meeting, generation);
            }
        }

        if (best is not { } ancestor)
        {
            return null;
        }

        var state = context.History.Resolve(ancestor);
        state = Narrow(state, left, ancestor.Dataset);
        return Narrow(state, right, ancestor.Dataset);
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

    /// <summary>Cuts from a state what the clones on the way down from it left behind.</summary>
    private DatasetState Narrow(DatasetState state, Dictionary<DatasetOrdinal, Reached> reached, DatasetOrdinal from)
    {
        for (var at = reached[from]; at.Via is { } record; at = reached[at.Child!.Value])
        {
            var delta = StateDeltaCodec.Decode(record.Delta.Span, context.Masks.Length);
            if (delta.IsNarrowing || delta.LeavesBehind)
            {
                state = Narrow(state, delta);
            }
        }

        return state;
    }

    private DatasetState Narrow(DatasetState state, StateDelta delta)
    {
        var items = delta.IsNarrowing ? Without(Relation.Items, state.Items, delta.Items) : state.Items;
        var annotations = delta.ClearsAnnotations ? RoaringBitmap.Empty
            : delta.IsNarrowing ? Without(Relation.Annotations, state.Annotations, delta.Annotations)
            : state.Annotations;
        var masks = state.Masks.ToBuilder();
        for (var i = 0; i < masks.Count; i++)
        {
            var whole = context.Masks[i].Relation == Relation.Items ? items : annotations;
            masks[i] = (delta.FullMasks >> i & 1) != 0 ? whole : masks[i].IsEmpty ? masks[i] : masks[i].And(whole);
        }

        return new DatasetState { Items = items, Annotations = annotations, Masks = masks.ToImmutable() };
    }

    /// <summary>Removes by number, and by lineage what had been edited between the ancestor and the clone.</summary>
    private RoaringBitmap Without(Relation relation, RoaringBitmap set, RelationDelta delta)
    {
        var removed = delta.Removed;
        if (!delta.Added.IsEmpty)
        {
            // What the same commit put back under another number was moved, not left behind.
            var moved = Diff.ByLineage(context, relation, delta.Added).Select(p => p.Lineage).ToHashSet();
            removed = RoaringBitmap.FromSorted(
                [.. removed.Where(n => !moved.Contains(context.SegmentsOf(relation).GetLineage(new RevisionNumber((long)n))))]);
        }

        var result = set.AndNot(removed);
        var edited = removed.AndNot(set);
        if (edited.IsEmpty)
        {
            return result;
        }

        var gone = new RoaringBitmapBuilder();
        foreach (var (lineage, _) in Diff.ByLineage(context, relation, edited))
        {
            if (context.SegmentsOf(relation).TryFindLineage(result, lineage, out var number))
            {
                gone.Add((ulong)number.Value);
            }
        }

        return result.AndNot(gone.ToBitmap());
    }

    /// <param name="Sequence">Everything of the dataset up to here is reached.</param>
    /// <param name="Child">The dataset from which it was reached; null at the start.</param>
    /// <param name="Via">The commit that has it as a parent.</param>
    public sealed record Reached(long Sequence, DatasetOrdinal? Child, CommitRecord? Via);
}
