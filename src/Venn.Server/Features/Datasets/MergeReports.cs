using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Datasets;

/// <summary>Reports of merges and clones as JSON. Long lists are cut; their counts are not.</summary>
internal static class MergeReports
{
    private const int MaxListed = 1000;

    public static JsonObject Write(MergeReport report, DatasetOrdinal ours) => new()
    {
        ["itemsCount"] = report.ItemsCount,
        ["annotationsCount"] = report.AnnotationsCount,
        ["mergedItemsCount"] = report.MergedItemsCount,
        ["renamedCount"] = report.Renamed.Count,
        ["renamed"] = WriteRenamed(report.Renamed),
        ["conflictsCount"] = report.Conflicts.Count,
        ["conflicts"] = new JsonArray([.. report.Conflicts.Take(MaxListed).Select(c => WriteConflict(c, ours))]),
    };

    public static JsonArray WriteRenamed(IReadOnlyList<RenamedItem> renamed) =>
        new([.. renamed.Take(MaxListed).Select(r => new JsonObject
    {
        ["datasetId"] = WireId.OfDataset(r.From),
        ["itemId"] = WireId.Of(r.From, r.Lineage),
        ["filename"] = r.Path,
        ["newFilename"] = r.NewPath,
    })]);

    private static JsonObject WriteConflict(MergeConflict conflict, DatasetOrdinal ours) => new()
    {
        ["resource"] = conflict.Relation == Relation.Items ? "items" : "annotations",
        ["id"] = WireId.Of(ours, conflict.Lineage),
        ["filename"] = (conflict.Ours ?? conflict.Theirs ?? conflict.Base)?.Path,
        ["kind"] = conflict.Ours is null ? "deletedByOurs"
            : conflict.Theirs is null ? "deletedByTheirs"
            : "changedByBoth",
        ["keys"] = new JsonArray([.. conflict.Fields.Select(f => JsonValue.Create(Name(f)))]),
    };

    private static string Name(string field) => field switch
    {
        "$path" => "filename",
        "$content" => "content",
        _ => field,
    };
}
