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
        long merged = 0;
        for (var i = 1; i < sides.Count; i++)
        {
            var common = NewestBase(ancestors, sides, i);
            var before = output.AddedCount;
            state = new MergeStep(context, request, output, state, sides[i], common).Run(cancellationToken);
            merged += Math.Max(0, sides[i].State.Items.Cardinality - (output.AddedCount - before));
        }

        state = Slice.Mask(context, state, request.Masks.AsSpan());
        return (state, output.Report(state, merged));
    }

    /// <summary>What a side has in common with any of the earlier ones; of several, the largest.</summary>
    private static DatasetState? NewestBase(CommonAncestor ancestors, IReadOnlyList<DatasetVersion> sides, int index)
    {
        DatasetState? best = null;
        for (var earlier = 0; earlier < index; earlier++)
        {
            var found = ancestors.FindBase(sides[earlier].Commit.Id, sides[index].Commit.Id);
            if (found is not null && (best is null || found.Items.Cardinality > best.Items.Cardinality))
            {
                best = found;
            }
        }

        return best;
    }
}
