using Venn.Bitmaps;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Merging;

/// <summary>What a merge does to the items that its report is to count: the visible files, say, and not the directories.</summary>
internal sealed class CountedItems(EngineContext context, Filter filter, CancellationToken cancellationToken)
{
    private long merged;
    private long added;

    /// <param name="before">What the earlier sides made.</param>
    /// <param name="theirs">The later side.</param>
    /// <param name="after">What it was merged into.</param>
    public void Count(DatasetState before, DatasetState theirs, DatasetState after)
    {
        var later = Select(theirs);
        merged += later.Cardinality - CountOthers(later, before);
        added += CountOthers(Select(after), before);
    }

    public MergeReport Put(MergeReport report, DatasetState result) => report with
    {
        ItemsCount = Select(result).Cardinality, AddedItemsCount = added, MergedItemsCount = merged + report.Matched.Count,
    };

    private RoaringBitmap Select(DatasetState state) => context.Query.Select(state, Relation.Items, filter, cancellationToken);

    /// <summary>Those of some items whose lineages a state lacks.</summary>
    private long CountOthers(RoaringBitmap items, DatasetState state)
    {
        var count = 0L;
        foreach (var number in items.AndNot(state.Items))
        {
            var lineage = context.ItemSegments.GetLineage(new RevisionNumber((long)number));
            count += context.ItemSegments.TryFindLineage(state.Items, lineage, out _) ? 0 : 1;
        }

        return count;
    }
}
