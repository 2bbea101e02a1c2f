using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Server.Features.Datasets;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Versions.Undoing;

/// <summary><c>POST /datasets/{id}/rollback</c>.</summary>
internal static class RollbackHandler
{
    public static async Task<IResult> HandleAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireWritable(context, datasetId);
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var version = VersionRef.Resolve(context, services, dataset, request.RequireText("ref"), "$.ref");
        if (version.Dataset.Ordinal != dataset.Ordinal)
        {
            throw ApiException.BadRequest("$.ref: the version is of another dataset; a dataset goes back to its own versions.");
        }

        var sequence = version.Commit.Id.Sequence;
        var commit = new CommitInfo(context.GetCaller().Email, "rollback", VersionMessage.Read(request));
        var spec = new JsonObject { ["datasetId"] = datasetId, ["ref"] = WireId.OfCommit(version.Commit.Id) };
        var state = await services.Commands.RunAsync(
            context.GetCaller(), "RollBack", dataset.Info.Scope, spec, async (command, token) =>
        {
            var now = await dataset.RollBackAsync(sequence, commit, token);
            command.Spec["commit"] = CommitMapping.ToWire(now.Commit);
        });
        return WireJson.Result(state.ToWire(context.GetApiUrl()));
    }
}
