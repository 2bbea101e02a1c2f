using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Merging;
using Venn.Server.Features.Datasets;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Versions.Merging;

/// <summary><c>GET /datasets/{id}/commits/{commitId}/settlements</c>: how the conflicts of a merge were settled, by whom or what.</summary>
internal static class SettlementHandler
{
    public static IResult List(HttpContext context, string datasetId, string commitId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        var version = CommitHandlers.Require(dataset, commitId);
        var (page, pageSize) = Page.Read(context.Request);
        var (total, settlements) = dataset.ReadSettlements(version.Commit.Id.Sequence, page * pageSize, pageSize);
        return WireJson.Result(Page.Of(new JsonArray([.. settlements.Select(s => ToWire(s, version))]), total, page, pageSize));
    }

    private static JsonObject ToWire(MergeSettlement settlement, DatasetVersion version) => new()
    {
        ["resource"] = settlement.Relation == Relation.Items ? "items" : "annotations",
        ["id"] = WireId.Of(version.Dataset.Ordinal, settlement.Lineage),
        ["filename"] = settlement.Relation == Relation.Items && !version.IsForgotten ? version.FindItem(settlement.Lineage)?.Path : null,
        ["keys"] = new JsonArray([.. settlement.Fields.Select(f => new JsonObject
        {
            ["key"] = f.Field.Length == 0 ? null : ConflictMapping.NameOf(f.Field),
            ["side"] = f.Side == MergeSide.Theirs ? "theirs" : "ours",
            ["by"] = f.IsChosen ? "choice" : "policy",
        })]),
    };
}
