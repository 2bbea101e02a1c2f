using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Ancestry;
using Venn.Engine.Versions.Copying;

namespace Venn.Engine.Versions.Merging;

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
        var rules = new MergeRules(request.Policy, request.WithAnnotations)
        {
            Choices = request.Choices, Match = request.Match,
        };
        var counted = request.Counted is { } filter ? new CountedItems(context, filter, cancellationToken) : null;
        var state = request.WithAnnotations ? first.State : first.State with { Annotations = RoaringBitmap.Empty };
        for (var i = 1; i < sides.Count; i++)
        {
            var (before, theirs) = (state, sides[i].State);
            var origin = MergeOrigin.Of(
                context, CommonAncestor.FindAll(context, [.. sides.Take(i).Select(earlier => earlier.Commit.Id)], sides[i].Commit.Id));
            if (counted is null)
            {
                CountMerged(context, output, state, theirs);
            }

            (state, theirs, origin) = new MatchStep(
                context, rules, output, state, theirs, sides[i].Dataset.Ordinal, origin).Run(cancellationToken);
            state = new MergeStep(context, rules, output, state, theirs, sides[i].Dataset.Ordinal, origin)
                .Run(cancellationToken);
            counted?.Count(before, sides[i].State, state);
        }

        state = Slice.Mask(context, state, request.Masks.AsSpan());
        var report = output.Report(state);
        return (state, counted?.Put(report, state) ?? report);
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
