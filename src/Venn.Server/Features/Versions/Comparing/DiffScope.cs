using Venn.Bitmaps;
using Venn.Engine.Query;
using Venn.Engine.Versions;
using Venn.Protocol.Dql;
using Venn.Server.Features.Query;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Versions.Comparing;

/// <summary>
/// What of a diff is told: all, or what a filter matches on either side. Filtered by items, an item and all that changed on it;
/// filtered by annotations, those annotations and the items they are on.
/// </summary>
internal sealed class DiffScope
{
    private DiffScope(RoaringBitmap fromItems, RoaringBitmap toItems, RoaringBitmap fromAnnotations, RoaringBitmap toAnnotations)
    {
        FromItems = fromItems;
        ToItems = toItems;
        FromAnnotations = fromAnnotations;
        ToAnnotations = toAnnotations;
    }

    public RoaringBitmap FromItems { get; }

    public RoaringBitmap ToItems { get; }

    public RoaringBitmap FromAnnotations { get; }

    public RoaringBitmap ToAnnotations { get; }

    /// <summary>Items without a change of annotations are not told.</summary>
    public bool IsOfAnnotations { get; private init; }

    public static DiffScope Of(DiffRequest request, CancellationToken cancellationToken)
    {
        var (from, to) = (request.From, request.To);
        if (request.Query is not { } query)
        {
            return Whole(from, to);
        }

        if (request.Relation == Relation.Annotations)
        {
            return new DiffScope(
                from.State.Items, to.State.Items,
                Select(from, Relation.Annotations, query, cancellationToken), Select(to, Relation.Annotations, query, cancellationToken))
            {
                IsOfAnnotations = true,
            };
        }

        return new DiffScope(
            Select(from, Relation.Items, query, cancellationToken), Select(to, Relation.Items, query, cancellationToken),
            OnItems(from, query, cancellationToken), OnItems(to, query, cancellationToken));
    }

    public static DiffScope Whole(DatasetVersion from, DatasetVersion to) =>
        new(from.State.Items, to.State.Items, from.State.Annotations, to.State.Annotations);

    private static RoaringBitmap Select(
        DatasetVersion side, Relation relation, DqlQuery query, CancellationToken cancellationToken) =>
        side.Select(relation, BulkChange.Translate(side.Dataset, relation, query), cancellationToken);

    private static RoaringBitmap OnItems(DatasetVersion side, DqlQuery query, CancellationToken cancellationToken) => side.Select(
        Relation.Annotations, new Filter.OnItem(BulkChange.Translate(side.Dataset, Relation.Items, query)), cancellationToken);
}
