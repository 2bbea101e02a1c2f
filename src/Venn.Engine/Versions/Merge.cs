using Venn.Bitmaps;

namespace Venn.Engine.Versions;

/// <summary>Merges versions side by side into one state: each later side into what the earlier ones made.</summary>
internal static class Merge
{
    /// <param name="context">The store.</param>
    /// <param name="request">The sides but the first, policy and switches.</param>
    /// <param name="first">The first side, as it is when the merge is made.</param>
    /// <param name="output">Takes new revisions and the report.</param>
    /// <param name="cancellationToken">Nothing is written when it fires.</param>
    public static (DatasetState State, MergeReport Report) Run(
        EngineContext context, MergeRequest request, DatasetVersion first, MergeOutput output,
        CancellationToken cancellationToken)
    {
        List<DatasetVersion> sides = [first, .. request.Sides.Skip(1)];
        var rules = new MergeRules(request.Policy, request.WithAnnotations) { Choices = request.Choices };
        var state = request.WithAnnotations ? first.State : first.State with { Annotations = RoaringBitmap.Empty };
        var ancestors = new CommonAncestor(context);
        long merged = 0;
        for (var i = 1; i < sides.Count; i++)
        {
            var (theirs, before) = (sides[i].State, output.AddedCount);
            var common = NewestBase(ancestors, sides, i);
            state = new MergeStep(context, rules, output, state, theirs, sides[i].Dataset.Ordinal, common)
                .Run(cancellationToken);
            merged += Math.Max(0, theirs.Items.Cardinality - (output.AddedCount - before));
        }

        state = Slice.Mask(context, state, request.Masks.AsSpan());
        return (state, output.Report(state, merged));
    }

    /// <summary>What a side has in common with any of the earlier ones; of several, the largest.</summary>
    private static DatasetState? NewestBase(CommonAncestor ancestors, List<DatasetVersion> sides, int index)
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
