using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Protocol.Dql;
using Venn.Server.Hosting;
using Venn.Server.Wire;

namespace Venn.Server.Features.Query;

/// <summary>The tables of field names: wire name to <see cref="FieldBinding"/>, for each relation.</summary>
internal static class FieldNames
{
    private static readonly Filter IsDirectory =
        new Filter.Compare(FieldPath.IsDirectory, Comparison.Equal, FieldValue.Of(true));

    private static readonly FieldBinding ItemType = new FieldBinding.Choice(
        [(DqlScalar.Of("dir"), IsDirectory), (DqlScalar.Of("file"), new Filter.Not(IsDirectory))]);

    private static readonly Filter HasAnnotations =
        new Filter.Compare(FieldPath.AnnotationsCount, Comparison.Greater, FieldValue.Of(0));

    private static readonly FieldBinding Annotated = new FieldBinding.Choice(
        [(DqlScalar.Of(true), HasAnnotations), (DqlScalar.Of(false), new Filter.Not(HasAnnotations))]);

    public static FieldBinding BindItem(string name, DatasetOrdinal dataset) => name switch
    {
        "id" or "_id" => new FieldBinding.Id(FieldPath.Lineage),
        "filename" => new FieldBinding.Plain(FieldPath.Path, false),
        "name" => new FieldBinding.Plain(FieldPath.Name, false),
        "dir" => new FieldBinding.Plain(FieldPath.Directory, false),
        "type" => ItemType,
        "annotated" => Annotated,
        "annotationsCount" => new FieldBinding.Plain(FieldPath.AnnotationsCount, false),
        "metadata.system.size" => new FieldBinding.Plain(FieldPath.SizeBytes, false),
        "datasetId" => Constant(WireId.OfDataset(dataset)),
        "srcItem" => new FieldBinding.SourceItem(),
        ['c', 'o', 'l', 'l', 'e', 'c', 't', 'i', 'o', 'n', 's', >= '0' and <= '9'] =>
            new FieldBinding.Plain(FieldPath.Of("metadata", "system", "collections", $"c{name[^1]}"), false),
        _ => Body(name),
    };

    public static FieldBinding BindAnnotation(string name, DatasetOrdinal dataset) => name switch
    {
        "id" or "_id" or "annotationId" => new FieldBinding.Id(FieldPath.Lineage),
        "itemId" => new FieldBinding.Id(FieldPath.Item),
        "datasetId" => Constant(WireId.OfDataset(dataset)),
        "metadata.system.parentId" => new FieldBinding.StoredId(FieldPath.Of("metadata", "system", "parentId")),
        _ => BoxSize.Find(name) is { } size ? new FieldBinding.Plain(size, false) : Body(name),
    };

    /// <summary>What to sort by, or null when the name says nothing.</summary>
    public static SortField? BindItemSort(DqlSort sort) => sort.Field switch
    {
        // Ids ascend with the time of creation, so that one order serves both and needs no column.
        "id" or "_id" or "createdAt" => new SortField(FieldPath.Lineage, sort.Descending),
        "filename" => new SortField(FieldPath.Path, sort.Descending),
        "name" => new SortField(FieldPath.Name, sort.Descending),
        "dir" => new SortField(FieldPath.Directory, sort.Descending),
        // "dir" comes before "file", but false before true.
        "type" => new SortField(FieldPath.IsDirectory, !sort.Descending),
        "annotated" or "annotationsCount" => new SortField(FieldPath.AnnotationsCount, sort.Descending),
        "metadata.system.size" => new SortField(FieldPath.SizeBytes, sort.Descending),
        "datasetId" or "ascending" or "descending" or "" => null,
        _ => BodySort(sort),
    };

    public static SortField? BindAnnotationSort(DqlSort sort) => sort.Field switch
    {
        "id" or "_id" or "annotationId" or "createdAt" => new SortField(FieldPath.Lineage, sort.Descending),
        "itemId" => new SortField(FieldPath.Item, sort.Descending),
        "datasetId" or "ascending" or "descending" or "" => null,
        _ => BoxSize.Find(sort.Field) is { } size ? new SortField(size, sort.Descending) : BodySort(sort),
    };

    public static FieldPath ParseBodyPath(string name) => FieldPath.Parse(name);

    private static FieldBinding.Plain Body(string name) =>
        new(ParseBodyPath(name), name.StartsWith("metadata", StringComparison.Ordinal) || name == "attributes");

    private static SortField BodySort(DqlSort sort) => new(ParseBodyPath(sort.Field), sort.Descending);

    private static FieldBinding.Choice Constant(string value) => new([(DqlScalar.Of(value), Filter.All)]);
}
