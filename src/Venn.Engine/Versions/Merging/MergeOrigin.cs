using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Merging;

/// <summary>A common ancestor of two commits.</summary>
/// <param name="Commit">Which.</param>
/// <param name="Generation">Its place in the order of ancestry.</param>
/// <param name="State">What of its state came down to both, without what clones on the way did not take along.</param>
/// <param name="Whole">Its state.</param>
internal sealed record AncestorState(CommitId Commit, long Generation, DatasetState State, DatasetState Whole);

/// <summary>
/// What the sides of a merge started from. A criss-cross history, or several earlier sides, have more than one newest
/// common ancestor: then the newest that holds a lineage says what it was.
/// </summary>
/// <param name="State">Against it changes are told; empty when the sides are unrelated.</param>
/// <param name="Annotations">The ancestors' annotations, those that a clone left behind among them.</param>
internal sealed record MergeOrigin(DatasetState State, RoaringBitmap Annotations)
{
    public static MergeOrigin Of(DatasetState state) => new(state, state.Annotations);

    public static MergeOrigin Of(EngineContext context, IEnumerable<AncestorState> ancestors)
    {
        var state = DatasetState.Empty(context.Masks.Length);
        var annotations = RoaringBitmap.Empty;
        foreach (var ancestor in ancestors
            .OrderByDescending(a => a.Generation).ThenBy(a => a.Commit.Dataset).ThenByDescending(a => a.Commit.Sequence))
        {
            state = AddMissing(context, state, ancestor.State);
            annotations = annotations.IsEmpty ? ancestor.Whole.Annotations : annotations.Or(ancestor.Whole.Annotations);
        }

        return new MergeOrigin(state, annotations);
    }

    private static DatasetState AddMissing(EngineContext context, DatasetState state, DatasetState older)
    {
        var items = Missing(context, Relation.Items, state.Items, older.Items);
        var annotations = Missing(context, Relation.Annotations, state.Annotations, older.Annotations);
        var masks = state.Masks.ToBuilder();
        for (var i = 0; i < masks.Count; i++)
        {
            var added = context.Masks[i].Relation == Relation.Items ? items : annotations;
            masks[i] = older.Masks[i].IsEmpty ? masks[i] : masks[i].Or(older.Masks[i].And(added));
        }

        return new DatasetState
        {
            Items = state.Items.Or(items), Annotations = state.Annotations.Or(annotations), Masks = masks.ToImmutable(),
        };
    }

    /// <summary>Members of the older set whose lineages the newer one lacks.</summary>
    private static RoaringBitmap Missing(EngineContext context, Relation relation, RoaringBitmap newer, RoaringBitmap older)
    {
        if (newer.IsEmpty)
        {
            return older;
        }

        var builder = new RoaringBitmapBuilder();
        foreach (var number in older.AndNot(newer))
        {
            var lineage = context.SegmentsOf(relation).GetLineage(new RevisionNumber((long)number));
            if (!context.SegmentsOf(relation).TryFindLineage(newer, lineage, out _))
            {
                builder.Add(number);
            }
        }

        return builder.ToBitmap();
    }
}
