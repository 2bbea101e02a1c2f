using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Merging;
using Venn.Server.Features.Datasets;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Versions.Undoing;

/// <summary>Routes that undo: each answers <c>{commit, report}</c>, the commit null when nothing had to change.</summary>
internal static class UndoHandlers
{
    public static async Task<IResult> RevertAsync(
        HttpContext context, string datasetId, string commitId, DataServices services)
    {
        var dataset = services.RequireWritable(context, datasetId);
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var version = VersionRef.ResolveOwn(context, services, dataset, RequireCommitId(commitId, "commitId"), "commitId");
        ThrowIfFirst(version);
        var commit = new CommitInfo(
            context.GetCaller().Email, "revert", request.GetText("message") ?? $"Revert {Describe(version)}")
        {
            Details = WireJson.ToBytes(new JsonObject { ["commitId"] = WireId.OfCommit(version.Commit.Id) }),
        };
        return await RunAsync(dataset, "The revert", commit, () => services.Store.Undo.RevertAsync(
            dataset, version.Commit.Id.Sequence, ReadPolicy(request), commit, context.RequestAborted));
    }

    public static async Task<IResult> CherryPickAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireWritable(context, datasetId);
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var reference = RequireCommitId(request.RequireText("commitId"), "commitId");
        var version = VersionRef.Resolve(context, services, dataset, reference, "commitId");
        ThrowIfFirst(version);
        Drivers.DatasetDriver.CheckMayTake(dataset, version.Dataset);
        var commit = new CommitInfo(
            context.GetCaller().Email, "cherryPick", request.GetText("message") ?? $"Pick {Describe(version)}")
        {
            Details = WireJson.ToBytes(new JsonObject { ["commitId"] = WireId.OfCommit(version.Commit.Id) }),
        };
        return await RunAsync(dataset, "The cherry-pick", commit, () => services.Store.Undo.CherryPickAsync(
            dataset, version, ReadPolicy(request), commit, context.RequestAborted));
    }

    public static async Task<IResult> RestoreAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireWritable(context, datasetId);
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var version = VersionRef.Resolve(context, services, dataset, request.RequireText("ref"), "ref");
        Drivers.DatasetDriver.CheckMayTake(dataset, version.Dataset);
        var items = RestoreSelection.Read(request, dataset, version, context.RequestAborted);
        var commit = new CommitInfo(
            context.GetCaller().Email, "restore",
            request.GetText("message") ?? $"Restore {items.Cardinality} items as in {WireId.OfCommit(version.Commit.Id)}")
        {
            Details = WireJson.ToBytes(new JsonObject { ["ref"] = WireId.OfCommit(version.Commit.Id) }),
        };
        return await RunAsync(dataset, "The restoring", commit, () => services.Store.Undo.RestoreItemsAsync(
            dataset, version, items, commit, context.RequestAborted));
    }

    private static async Task<IResult> RunAsync(
        Dataset dataset, string what, CommitInfo commit, Func<Task<MergeReport>> undo)
    {
        var before = dataset.Head.Commit.Id.Sequence;
        try
        {
            var report = await undo();
            return WireJson.Result(new JsonObject
            {
                ["commit"] = MadeCommit.Find(dataset, before, commit),
                ["report"] = MergeReports.Write(report, dataset.Ordinal),
            });
        }
        catch (MergeConflictException exception)
        {
            throw ConflictMapping.Refuse(what, exception.Conflicts, dataset.Head);
        }
    }

    private static string RequireCommitId(string id, string field) =>
        WireId.TryParse(id, out var owner, out var number) && owner.Value != 0 && number > 0
            ? id
            : throw ApiException.BadRequest($"{field}: '{id}' is no commit's id; the dataset's commits tell theirs.");

    /// <summary>The first commit made the dataset: what it did is the dataset itself, not a change of it.</summary>
    private static void ThrowIfFirst(DatasetVersion version)
    {
        if (version.Commit.Id.Sequence == 1)
        {
            throw ApiException.BadRequest(
                $"commitId: {WireId.OfCommit(version.Commit.Id)} made its dataset and changed nothing in one; name a later commit.");
        }
    }

    private static MergePolicy ReadPolicy(JsonObject request) =>
        request.GetText("policy") is { Length: > 0 } policy ? MergeDatasets.ReadPolicy(policy) : MergePolicy.Fail;

    private static string Describe(DatasetVersion version) =>
        $"{version.Commit.Operation} {WireId.OfCommit(version.Commit.Id)}"
        + (version.Commit.Message.Length > 0 ? $": {version.Commit.Message}" : "");
}
