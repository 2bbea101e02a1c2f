using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Proving;

/// <summary>The items of which two states may show something different, themselves or their annotations. One thread.</summary>
internal sealed class StateDifference
{
    private readonly EngineContext context;
    private readonly DatasetState from;
    private readonly DatasetState to;
    private readonly RoaringBitmap items;
    private readonly RoaringBitmap annotations;

    public StateDifference(EngineContext context, DatasetState from, DatasetState to)
    {
        this.context = context;
        this.from = from;
        this.to = to;
        items = Revisions(Relation.Items);
        annotations = Revisions(Relation.Annotations);
    }

    /// <summary>Revisions that are in one of the two, or under other masks.</summary>
    public long Count => items.Cardinality + annotations.Cardinality;

    /// <summary>The parts of the second state, from those of the first: the ones that differ are computed, the others taken over.</summary>
    /// <param name="kept">Of the first.</param>
    /// <param name="largest">Of more items than this nothing is computed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null when they are more.</returns>
    public PartDigests? Follow(PartDigests kept, long largest, CancellationToken cancellationToken)
    {
        var before = new StateParts(context, from, DigestSource.Kept, cancellationToken);
        var after = new StateParts(context, to, DigestSource.Kept, cancellationToken);
        var itemsBefore = LineageColumn.Find(
            context.ItemSegments, Relation.Items, from.Items, FindItems(before, after, cancellationToken), cancellationToken);

        // Whatever differs is one of the items concerned, or on one.
        var itemsAfter = itemsBefore.And(to.Items).Or(to.Items.AndNot(from.Items));
        var marks = new bool[PartDigests.PartCount];
        before.Mark(itemsBefore, marks);
        after.Mark(itemsAfter, marks);
        return after.Compute(marks, largest) is { } changed ? kept.Replace(marks, changed) : null;
    }

    private RoaringBitmap Revisions(Relation relation)
    {
        var differing = from[relation].Xor(to[relation]);
        for (var i = 0; i < context.Masks.Length; i++)
        {
            if (context.Masks[i].Relation == relation && !ReferenceEquals(from.Masks[i], to.Masks[i]))
            {
                differing = differing.Or(from.Masks[i].Xor(to.Masks[i]));
            }
        }

        return differing;
    }

    private long[] FindItems(StateParts before, StateParts after, CancellationToken cancellationToken)
    {
        var found = new List<long>(LineageColumn.Read(context.ItemSegments, Relation.Items, items, cancellationToken));
        found.AddRange(LineageColumn.Read(context.AnnotationSegments, Relation.Annotations, annotations, cancellationToken));

        // What an annotation names goes into its digest.
        var lineages = new long[annotations.Cardinality];
        context.AnnotationSegments.ReadLineages(annotations, lineages);
        var named = lineages.Select(l => new Lineage(l)).ToHashSet();
        found.AddRange(before.FindNaming(named).Concat(after.FindNaming(named)).Select(n => context.AnnotationSegments.GetItem(n).Value));
        found.Sort();
        return [.. found.Distinct()];
    }
}
