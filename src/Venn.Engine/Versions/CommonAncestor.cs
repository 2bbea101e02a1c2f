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
    /// <summary>The common ancestors that no other common ancestor descends from, newest first; none when unrelated.</summary>
    public List<AncestorState> FindAll(CommitId ours, CommitId theirs)
    {
        var left = Reach(ours);
        var right = Reach(theirs);
        var meetings = new List<(CommitId Id, long Generation)>();
        foreach (var (dataset, sequence) in left)
        {
            if (right.TryGetValue(dataset, out var other))
            {
                var meeting = new CommitId(dataset, Math.Min(sequence, other));
                meetings.Add((meeting, context.History.FindCommit(meeting)?.Generation ?? 0));
            }
        }

        var found = new List<AncestorState>();
        var covered = new List<Dictionary<DatasetOrdinal, long>>();
        foreach (var (meeting, generation) in meetings.OrderByDescending(m => m.Generation))
        {
            if (!covered.Exists(reach => reach.TryGetValue(meeting.Dataset, out var sequence) && sequence >= meeting.Sequence))
            {
                covered.Add(Reach(meeting));
                var whole = context.History.Resolve(meeting);
                var state = Both(Carry(meeting, whole, ours.Dataset), Carry(meeting, whole, theirs.Dataset));
                found.Add(new AncestorState(meeting, generation, state, whole));
            }
        }

        return found;
    }

    /// <summary>For each dataset that a commit descends from, up to which sequence.</summary>
    private Dictionary<DatasetOrdinal, long> Reach(CommitId start)
    {
        var reached = new Dictionary<DatasetOrdinal, long> { [start.Dataset] = start.Sequence };
        var work = new Queue<DatasetOrdinal>([start.Dataset]);
        while (work.TryDequeue(out var dataset))
        {
            foreach (var parent in ParentsOf(dataset))
            {
                var isNew = !reached.TryGetValue(parent.Dataset, out var known);
                if (isNew || known < parent.Sequence)
                {
                    reached[parent.Dataset] = parent.Sequence;
                }

                if (isNew)
                {
                    work.Enqueue(parent.Dataset);
                }
            }
        }

        return reached;
    }

    /// <summary>What of an ancestor's state came down to a dataset that descends from it, by any way.</summary>
    private DatasetState Carry(CommitId ancestor, DatasetState whole, DatasetOrdinal descendant)
    {
        var carried = new Dictionary<DatasetOrdinal, DatasetState?> { [ancestor.Dataset] = whole };
        return CarryTo(descendant)!;

        // Null for a dataset that does not descend from it.
        DatasetState? CarryTo(DatasetOrdinal dataset)
        {
            if (carried.TryGetValue(dataset, out var known))
            {
                return known;
            }

            DatasetState? state = null;
            foreach (var parent in ParentsOf(dataset))
            {
                if ((parent.Dataset != ancestor.Dataset || parent.Sequence >= ancestor.Sequence)
                    && CarryTo(parent.Dataset) is { } above)
                {
                    state = state is null ? above : Either(state, above);
                }
            }

            if (state is not null)
            {
                var delta = StateDeltaCodec.Decode(context.History.FindCommit(new CommitId(dataset, 1))!.Delta.Span, context.Masks.Length);
                state = delta.IsNarrowing || delta.LeavesBehind ? Narrow(state, delta) : state;
            }

            return carried[dataset] = state;
        }
    }

    /// <summary>Today every commit with a parent elsewhere is the first of its dataset: a clone or a merge.</summary>
    private IEnumerable<CommitId> ParentsOf(DatasetOrdinal dataset) =>
        context.History.FindCommit(new CommitId(dataset, 1)) is { } first ? first.Parents.Select(Commit.ToId) : [];

    private static DatasetState Both(DatasetState left, DatasetState right) => ReferenceEquals(left, right) ? left : new DatasetState
    {
        Items = left.Items.And(right.Items),
        Annotations = left.Annotations.And(right.Annotations),
        Masks = [.. left.Masks.Select((mask, i) => mask.Or(right.Masks[i]))],
    };

    private static DatasetState Either(DatasetState left, DatasetState right) => ReferenceEquals(left, right) ? left : new DatasetState
    {
        Items = left.Items.Or(right.Items),
        Annotations = left.Annotations.Or(right.Annotations),
        Masks = [.. left.Masks.Select((mask, i) => mask.And(right.Masks[i]))],
    };

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
}
