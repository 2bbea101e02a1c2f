using Venn.Bitmaps;
using Venn.Engine.Revisions;

namespace Venn.Engine.Versions;

/// <summary>Merges versions side by side into one state: each later side into what the earlier ones made.</summary>
internal static class Merge
{
    public static (DatasetState State, MergeReport Report) Run(
        EngineContext context, MergeRequest request, MergeOutput output, CancellationToken cancellationToken)
    {
        var sides = request.Sides;
        var state = sides[0].State;
        if (!request.WithAnnotations)
        {
            state = state with { Annotations = RoaringBitmap.Empty };
        }

        var ancestors = new CommonAncestor(context);
        for (var i = 1; i < sides.Count; i++)
        {
            var origin = MergeOrigin.Of(
                context, sides.Take(i).SelectMany(earlier => ancestors.FindAll(earlier.Commit.Id, sides[i].Commit.Id)));
            CountMerged(context, output, state, sides[i].State);
            state = new MergeStep(context, request, output, state, sides[i], origin).Run(cancellationToken);
        }

        state = Slice.Mask(context, state, request.Masks.AsSpan());
        return (state, output.Report(state));
    }

    /// <summary>Items of the later side that the earlier ones have too, in whatever revision.</summary>
    private static void CountMerged(EngineContext context, MergeOutput output, DatasetState ours, DatasetState theirs)
    {
        var foreign = 0L;
        foreach (var number in theirs.Items.AndNot(ours.Items))
        {
            var lineage = context.ItemSegments.GetLineage(new RevisionNumber((long)number));
            foreign += context.ItemSegments.TryFindLineage(ours.Items, lineage, out _) ? 0 : 1;
        }

        output.CountMerged(theirs.Items.Cardinality - foreign);
    }
}
