using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Server.Wire;

namespace Venn.Server.Features.Versions;

/// <summary>Routes of commits.</summary>
internal static class CommitHandlers
{
    public static IResult List(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        var (page, pageSize) = Page.Read(context.Request);
        // Sequences have no gap, so that a page is found by counting back from the newest.
        var total = dataset.Head.Commit.Id.Sequence;
        var last = total - (page * pageSize);
        var commits = last > 0 && pageSize > 0 ? dataset.ReadLog(last, pageSize) : [];
        return WireJson.Result(Page.Of(
            new JsonArray([.. commits.Select(c => ToWire(c, dataset))]), total, page, pageSize));
    }

    public static IResult Get(HttpContext context, string datasetId, string commitId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        return WireJson.Result(ToWire(Require(dataset, commitId).Commit, dataset));
    }

    /// <exception cref="ApiException">404: the dataset has no such commit.</exception>
    public static DatasetVersion Require(Dataset dataset, string commitId)
    {
        var (owner, sequence) = WireId.Parse(commitId, "commit");
        return (owner == dataset.Ordinal && sequence > 0 ? dataset.FindVersion(sequence) : null)
            ?? throw ApiException.NotFound($"Commit not found. id: {commitId}");
    }

    private static JsonObject ToWire(Commit commit, Dataset dataset)
    {
        var wire = CommitMapping.ToWire(commit);
        wire["kept"] = !dataset.IsForgotten(commit.Id.Sequence);
        return wire;
    }
}
