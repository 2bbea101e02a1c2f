using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Copying;
using Venn.Engine.Versions.Merging;
using Venn.Server.Wire;

namespace Venn.Server.Features.Datasets;

/// <summary>Reports of merges and clones as JSON. Long lists are cut; their counts are not.</summary>
internal static class MergeReports
{
    public const int MaxListed = 1000;

    public static JsonObject Write(MergeReport report, DatasetOrdinal ours) => new()
    {
        ["itemsCount"] = report.ItemsCount,
        ["annotationsCount"] = report.AnnotationsCount,
        ["mergedItemsCount"] = report.MergedItemsCount,
        ["addedItemsCount"] = report.AddedItemsCount,
        ["renamedCount"] = report.Renamed.Count,
        ["renamed"] = WriteRenamed(report.Renamed),
        ["matchedCount"] = report.Matched.Count,
        ["matched"] = new JsonArray([.. report.Matched.Take(MaxListed).Select(m => new JsonObject
        {
            ["itemId"] = WireId.Of(ours, m.Ours),
            ["filename"] = m.Path,
            ["from"] = new JsonObject
            {
                ["datasetId"] = WireId.OfDataset(m.From), ["itemId"] = WireId.Of(m.From, m.Theirs), ["filename"] = m.TheirPath,
            },
        })]),
        ["ambiguousCount"] = report.Ambiguous.Count,
        ["ambiguous"] = new JsonArray([.. report.Ambiguous.Take(MaxListed).Select(a => new JsonObject
        {
            ["datasetId"] = WireId.OfDataset(a.From),
            ["content"] = a.Content.ToString(),
            ["filenames"] = WriteNames(a.Paths),
            ["fromFilenames"] = WriteNames(a.TheirPaths),
        })]),
        ["conflictsCount"] = report.Conflicts.Count,
        ["unsettledCount"] = report.Conflicts.Count(c => !c.IsSettled),
        ["conflicts"] = new JsonArray([.. report.Conflicts.Take(MaxListed).Select(c => ConflictMapping.ToWire(c, ours))]),
    };

    private static JsonArray WriteNames(IReadOnlyList<string> names) =>
        new([.. names.Take(MaxListed).Select(n => JsonValue.Create(n))]);

    public static JsonArray WriteRenamed(IReadOnlyList<RenamedItem> renamed) =>
        new([.. renamed.Take(MaxListed).Select(r => new JsonObject
    {
        ["datasetId"] = WireId.OfDataset(r.From),
        ["itemId"] = WireId.Of(r.From, r.Lineage),
        ["filename"] = r.Path,
        ["newFilename"] = r.NewPath,
    })]);
}
