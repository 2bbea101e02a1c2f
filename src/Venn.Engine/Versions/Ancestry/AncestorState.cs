using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Ancestry;

/// <summary>A common ancestor of the sides of a merge, without what clones on the way did not take along.</summary>
/// <param name="Commit">Which.</param>
/// <param name="Generation">Its place in the order of ancestry.</param>
/// <param name="State">What of its state came down to both.</param>
/// <param name="ToOurs">Its annotations that came down to the earlier side, to the later or not.</param>
/// <param name="ToTheirs">Its annotations that came down to the later side.</param>
internal sealed record AncestorState(
    CommitId Commit, long Generation, DatasetState State, RoaringBitmap ToOurs, RoaringBitmap ToTheirs)
{
    public AncestorState Without(ReadOnlySpan<MaskDefinition> masks, RoaringBitmap items, RoaringBitmap annotations)
    {
        if (items.IsEmpty && annotations.IsEmpty)
        {
            return this;
        }

        var left = State.Masks.ToBuilder();
        for (var i = 0; i < left.Count; i++)
        {
            left[i] = left[i].AndNot(masks[i].Relation == Relation.Items ? items : annotations);
        }

        return this with
        {
            State = new DatasetState
            {
                Items = State.Items.AndNot(items),
                Annotations = State.Annotations.AndNot(annotations),
                Masks = left.MoveToImmutable(),
            },
            ToOurs = ToOurs.AndNot(annotations),
            ToTheirs = ToTheirs.AndNot(annotations),
        };
    }
}
