using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Ancestry;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Merging;

/// <summary>
/// What the sides of a merge started from. A criss-cross history, several earlier sides, and clones that left something
/// behind have more than one common ancestor to ask: then the newest that handed a lineage down says what it was.
/// </summary>
/// <param name="State">Against it changes are told; empty when the sides are unrelated.</param>
/// <param name="OurAnnotations">The ancestors' annotations that came down to the earlier side, to the later or not.</param>
/// <param name="TheirAnnotations">Those that came down to the later side.</param>
internal sealed record MergeOrigin(DatasetState State, Lazy<RoaringBitmap> OurAnnotations, Lazy<RoaringBitmap> TheirAnnotations)
{
    public static MergeOrigin Of(DatasetState state) => new(state, new(state.Annotations), new(state.Annotations));

    public static MergeOrigin Of(EngineContext context, IEnumerable<AncestorState> ancestors)
    {
        List<AncestorState> newestFirst =
        [
            .. ancestors.OrderByDescending(a => a.Generation).ThenBy(a => a.Commit.Dataset).ThenByDescending(a => a.Commit.Sequence),
        ];
        Lazy<RoaringBitmap> Annotations(Func<AncestorState, RoaringBitmap> of) => new(() => newestFirst.Select(of).Aggregate(
            RoaringBitmap.Empty,
            (newer, older) => newer.IsEmpty ? older : newer.Or(Missing(context, Relation.Annotations, newer, older))));

        return new MergeOrigin(
            newestFirst.Aggregate(DatasetState.Empty(context.Masks.Length), (newer, older) => AddMissing(context, newer, older.State)),
            Annotations(a => a.ToOurs), Annotations(a => a.ToTheirs));
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
    public static RoaringBitmap Missing(EngineContext context, Relation relation, RoaringBitmap newer, RoaringBitmap older)
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
