using Venn.Engine.Query;
using Venn.Engine.Versions;
using Venn.Protocol.Dql;
using Venn.Server.Features.Query;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Datasets;

/// <summary>
/// The items that a clone's query means. A query for all files is a clone of the whole dataset, directories too. The
/// system's own files (thumbnails, exports) never come along.
/// </summary>
internal static class CloneFilter
{
    private const string SystemDirectory = "/.dataloop";

    private static readonly Filter NotSystem = new Filter.Not(new Filter.Or(
    [
        new Filter.Compare(FieldPath.Path, Comparison.Equal, FieldValue.Of(SystemDirectory)),
        new Filter.Glob(FieldPath.Path, SystemDirectory + "/*"),
    ]));

    /// <returns>Null for all items.</returns>
    public static Filter? Translate(DatasetVersion source, DqlQuery query)
    {
        var hasSystemFiles = source.FindItem(SystemDirectory) is not null;
        if (query.Join is null && IsEveryFile(query.Filter))
        {
            return hasSystemFiles ? NotSystem : null;
        }

        var wanted = BulkChange.Translate(source.Dataset, Relation.Items, query);
        return hasSystemFiles ? new Filter.And([wanted, NotSystem]) : wanted;
    }

    private static bool IsEveryFile(DqlCondition condition) => condition switch
    {
        DqlCondition.And and => and.Operands.All(IsEveryFile),
        DqlCondition.Equal { Field: "type", Value: { Kind: DqlScalarKind.Text, Text: "file" } } => true,
        DqlCondition.Equal { Field: "hidden", Value: { Kind: DqlScalarKind.Boolean, Boolean: false } } => true,
        _ => false,
    };
}
