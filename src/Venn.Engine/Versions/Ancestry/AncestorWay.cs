using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Comparing;
using Venn.Engine.Versions.Writing;
using Venn.Storage;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Ancestry;

/// <summary>
/// The ways down from an ancestor: what of its state came to a descendant. What a clone did not take along is nobody's
/// deletion, unless it came by another way.
/// </summary>
internal sealed class AncestorWay(EngineContext context, JointGraph graph, CommitId ancestor)
{
    private readonly Dictionary<CommitId, DatasetState?> carried = [];
    private readonly Dictionary<CommitId, bool> whole = [];

    /// <summary>The ancestor's state. Brought back when it is first asked for.</summary>
    public DatasetState Whole => field ??= context.History.Resolve(ancestor);

    /// <summary>Null for a commit that does not descend from the ancestor.</summary>
    public DatasetState? CarryTo(CommitId descendant)
    {
        if (descendant.Dataset == ancestor.Dataset && descendant.Sequence >= ancestor.Sequence)
        {
            return Whole;
        }

        if (carried.TryGetValue(descendant, out var known))
        {
            return known;
        }

        DatasetState? state = null;
        foreach (var joint in JointsOf(descendant))
        {
            state = Either(state, CarryBy(joint, descendant.Dataset));
        }

        return carried[descendant] = state;
    }

    /// <summary>Whether all of it came by some way, told without bringing its state back.</summary>
    public bool IsWholeTo(CommitId descendant)
    {
        if (descendant.Dataset == ancestor.Dataset && descendant.Sequence >= ancestor.Sequence)
        {
            return true;
        }

        if (!whole.TryGetValue(descendant, out var known))
        {
            whole[descendant] = known = JointsOf(descendant).Any(j =>
                j.Parents.Any(p => p.Dataset != descendant.Dataset && IsWholeTo(p)) && !j.IsNarrow);
        }

        return known;
    }

    /// <summary>What came down by both.</summary>
    public static DatasetState Both(DatasetState left, DatasetState right) => ReferenceEquals(left, right)
        ? left
        : new DatasetState
        {
            Items = left.Items.And(right.Items),
            Annotations = left.Annotations.And(right.Annotations),
            Masks = [.. left.Masks.Select((mask, i) => mask.Or(right.Masks[i]))],
        };

    /// <summary>What came down by one way or the other.</summary>
    public DatasetState? Either(DatasetState? left, DatasetState? right) =>
        left is null || right is null ? left ?? right
        : ReferenceEquals(left, right) ? left
        : new DatasetState
        {
            Items = left.Items.Or(right.Items),
            Annotations = left.Annotations.Or(right.Annotations),
            Masks = [.. left.Masks.Select((mask, i) => Hidden(left, right, i))],
        };

    /// <summary>Hidden by every way on which it came.</summary>
    private RoaringBitmap Hidden(DatasetState left, DatasetState right, int mask)
    {
        var relation = context.Masks[mask].Relation;
        var (a, b) = (left.Masks[mask], right.Masks[mask]);
        return a.And(b).Or(a.AndNot(right[relation])).Or(b.AndNot(left[relation]));
    }

    private DatasetState? CarryBy(JointGraph.Joint joint, DatasetOrdinal dataset)
    {
        DatasetState? state = null;
        foreach (var parent in joint.Parents)
        {
            if (parent.Dataset != dataset)
            {
                state = Either(state, CarryTo(parent));
            }
        }

        return state is not null && joint.IsNarrow ? Narrow(state, DeltaOf(new CommitId(dataset, joint.Sequence))) : state;
    }

    private IEnumerable<JointGraph.Joint> JointsOf(CommitId descendant) =>
        graph.Of(descendant.Dataset).TakeWhile(j => j.Sequence <= descendant.Sequence);

    private StateDelta DeltaOf(CommitId commit) => StateDeltaCodec.Decode(
        (context.History.FindCommit(commit) ?? throw new CatalogDamagedException(
            $"Commit {commit} is missing from the catalog. Restore the catalog from a backup.")).Delta.Span,
        context.Masks.Length);

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
