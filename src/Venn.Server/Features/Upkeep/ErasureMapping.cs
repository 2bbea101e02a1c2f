using System.Text.Json.Nodes;
using Venn.Engine.Maintenance.Erasure;
using Venn.Server.Wire;

namespace Venn.Server.Features.Upkeep;

/// <summary>What an erasure touches, and what it did, to wire JSON: numbers and datasets, not what.</summary>
internal static class ErasureMapping
{
    public static JsonObject Write(ErasureScope scope) => new()
    {
        ["itemsCount"] = scope.Plan.Items.Count,
        ["itemRevisionsCount"] = scope.Plan.ItemRevisions,
        ["annotationsCount"] = scope.Plan.AnnotationsCount,
        ["annotationRevisionsCount"] = scope.Plan.AnnotationRevisions,
        ["binariesCount"] = scope.Plan.Binaries.Count,
        ["binariesSharedCount"] = scope.Plan.BinariesShared,
        ["exportsCount"] = scope.Exports.Count + scope.ExportItems,
        ["datasets"] = new JsonArray([.. scope.Plan.Datasets.Select(d => new JsonObject
        {
            ["datasetId"] = WireId.OfDataset(d.Dataset.Ordinal),
            ["name"] = d.Dataset.Info.Name,
            ["deleted"] = d.Dataset.IsDeleted,
            ["versionsCount"] = d.VersionsCount,
            ["itemsCount"] = d.ItemsCount,
            ["annotationsCount"] = d.AnnotationsCount,
            ["inHead"] = d.IsInHead,
            ["snapshots"] = new JsonArray([.. d.Snapshots.Select(s => new JsonObject
            {
                ["id"] = s.Id, ["name"] = s.Name, ["held"] = s.Hold is not null,
            })]),
        })]),
    };

    public static JsonObject Write(ErasureReport report, ErasureScope scope) => new()
    {
        ["id"] = report.Id,
        ["itemsCount"] = report.ItemsCount,
        ["annotationsCount"] = report.AnnotationsCount,
        ["datasetsCount"] = report.Datasets.Count,
        ["versionsCount"] = report.VersionsCount,
        ["snapshotsCount"] = report.SnapshotsCount,
        ["revisionsRemoved"] = report.RevisionsRemoved,
        ["binariesRemoved"] = report.BinariesRemoved,
        ["binariesSharedCount"] = report.BinariesShared,
        ["exportsRemoved"] = scope.Exports.Count + scope.ExportItems,
        ["logEmptied"] = report.IsLogEmptied,
    };
}
