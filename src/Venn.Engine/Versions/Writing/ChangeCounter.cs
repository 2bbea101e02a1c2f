using Venn.Bitmaps;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Writing;

/// <summary>
/// Counts what a delta adds, removes and changes. Cost: where a relation only gains or only loses, a look at a column; where it does
/// both, a lineage for each revision of the delta.
/// </summary>
internal static class ChangeCounter
{
    /// <summary>More are asked of the columns at once.</summary>
    private const int LookedUpMax = 64;

    private static readonly Filter Directories =
        new Filter.Compare(FieldPath.IsDirectory, Comparison.Equal, FieldValue.Of(true));

    /// <param name="context">The store; the delta's revisions are searchable.</param>
    /// <param name="before">The state that the delta is applied to.</param>
    /// <param name="delta">What changes.</param>
    public static CommitChanges Count(EngineContext context, DatasetState before, StateDelta delta)
    {
        var annotations = delta.Annotations;
        if (delta.ClearsAnnotations)
        {
            annotations = RelationDelta.Between(before.Annotations, annotations.Added);
        }

        return new CommitChanges(
            Count(context, Relation.Items, delta.Items), Count(context, Relation.Annotations, annotations));
    }

    private static RelationChanges Count(EngineContext context, Relation relation, RelationDelta delta)
    {
        var come = WithoutDirectories(context, relation, delta.Added);
        var gone = WithoutDirectories(context, relation, delta.Removed);
        var changed = come.IsEmpty || gone.IsEmpty ? 0 : CountCommon(Lineages(context, relation, gone), Lineages(context, relation, come));
        return new RelationChanges(come.Cardinality - changed, gone.Cardinality - changed, changed);
    }

    private static RoaringBitmap WithoutDirectories(EngineContext context, Relation relation, RoaringBitmap set)
    {
        if (relation == Relation.Annotations || set.IsEmpty)
        {
            return set;
        }

        if (set.Cardinality <= LookedUpMax)
        {
            var files = new RoaringBitmapBuilder();
            foreach (var number in set)
            {
                if (!context.ItemSegments.IsDirectory(new RevisionNumber((long)number)))
                {
                    files.Add(number);
                }
            }

            return files.ToBitmap();
        }

        var whole = DatasetState.Empty(context.Masks.Length) with { Items = set };
        return set.AndNot(context.Query.Select(whole, Relation.Items, Directories, CancellationToken.None));
    }

    private static long[] Lineages(EngineContext context, Relation relation, RoaringBitmap set)
    {
        var lineages = new long[set.Cardinality];
        context.SegmentsOf(relation).ReadLineages(set, lineages);
        Array.Sort(lineages);
        return lineages;
    }

    private static long CountCommon(long[] left, long[] right)
    {
        var count = 0L;
        for (int i = 0, j = 0; i < left.Length && j < right.Length;)
        {
            var order = left[i].CompareTo(right[j]);
            count += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return count;
    }
}
