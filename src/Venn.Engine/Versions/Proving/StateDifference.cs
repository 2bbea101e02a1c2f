using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Storage.Blobs;
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

    /// <summary>Digests of the items concerned, as each state shows them.</summary>
    public (ContentHash[] From, ContentHash[] To) Digest(CancellationToken cancellationToken)
    {
        var before = new ItemDigests(context, from, DigestSource.Kept, cancellationToken);
        var after = new ItemDigests(context, to, DigestSource.Kept, cancellationToken);
        var concerned = FindItems(before, after, cancellationToken);
        var itemsBefore = Find(Relation.Items, concerned, cancellationToken);
        var annotationsBefore = Find(Relation.Annotations, concerned, cancellationToken);
        return (
            before.Compute(itemsBefore, annotationsBefore),
            after.Compute(Follow(Relation.Items, itemsBefore), Follow(Relation.Annotations, annotationsBefore)));
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

    private long[] FindItems(ItemDigests before, ItemDigests after, CancellationToken cancellationToken)
    {
        var found = new List<long>(LineageColumn.Read(context.ItemSegments, Relation.Items, items, cancellationToken).Items);
        found.AddRange(LineageColumn.Read(context.AnnotationSegments, Relation.Annotations, annotations, cancellationToken).Items);

        // What an annotation names goes into its digest.
        var lineages = new long[annotations.Cardinality];
        context.AnnotationSegments.ReadLineages(annotations, lineages);
        var named = lineages.Select(l => new Lineage(l)).ToHashSet();
        found.AddRange(before.FindNaming(named).Concat(after.FindNaming(named)).Select(n => context.AnnotationSegments.GetItem(n).Value));
        found.Sort();
        return [.. found.Distinct()];
    }

    private RoaringBitmap Find(Relation relation, long[] concerned, CancellationToken cancellationToken) =>
        LineageColumn.Find(context.SegmentsOf(relation), relation, from[relation], concerned, cancellationToken);

    /// <summary>What became of them: whatever differs is one of the items concerned, or on one.</summary>
    private RoaringBitmap Follow(Relation relation, RoaringBitmap before) =>
        before.And(to[relation]).Or(to[relation].AndNot(from[relation]));
}
