using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Merging;
using Venn.Server.Features.Datasets;
using Venn.Server.Security;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Versions.Merging;

/// <summary><c>POST /datasets/{id}/merge</c> and its preview: others into a dataset that is there.</summary>
internal static class MergeIntoHandler
{
    private const int NamedMax = 20;

    public static async Task<IResult> PreviewAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        var request = await ReadAsync(context, services, dataset);
        var report = services.Store.PreviewMerge(request.Merge, context.RequestAborted);
        CheckChoices(services, request, report, context.RequestAborted);
        var json = MergeReports.Write(report, dataset.Ordinal);
        json["head"] = WireId.OfCommit(request.Head.Commit.Id);
        json["from"] = request.Describe()["from"]!.DeepClone();
        return WireJson.Result(json);
    }

    public static async Task<IResult> HandleAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireWritable(context, datasetId);
        var request = await ReadAsync(context, services, dataset);
        if (request.Merge.Policy == MergePolicy.Fail || request.Merge.Choices.Count > 0)
        {
            // What stands in the way is told at once, and not as the end of a command.
            var report = services.Store.PreviewMerge(request.Merge, context.RequestAborted);
            CheckChoices(services, request, report, context.RequestAborted);
            ThrowIfUnsettled(request, report);
        }

        var caller = context.GetCaller();
        var details = request.Describe();
        var spec = new JsonObject { ["datasetId"] = datasetId, ["merge"] = details.DeepClone() };
        var commit = new CommitInfo(caller.Email, "merge", request.Message) { Details = WireJson.ToBytes(details) };
        var state = await services.Commands.RunAsync(
            caller, "MergeIntoDataset", dataset.Info.Scope, spec,
            async (command, token) =>
            {
                var before = dataset.Head.Commit.Id.Sequence;
                var result = await MergeAsync(services, request, commit, token);
                command.Spec["commit"] = MadeCommit.Find(dataset, before, commit);
                command.Spec["report"] = MergeReports.Write(result.Report, dataset.Ordinal);
            });
        return WireJson.Result(state.ToWire(context.GetApiUrl()));
    }

    private static async Task<MergeIntoRequest> ReadAsync(HttpContext context, DataServices services, Dataset dataset) =>
        MergeIntoRequest.Read(
            context, services, dataset, await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted));

    private static async Task<MergeResult> MergeAsync(
        DataServices services, MergeIntoRequest request, CommitInfo commit, CancellationToken cancellationToken)
    {
        try
        {
            return await services.Store.MergeAsync(request.Merge, commit, cancellationToken);
        }
        catch (HeadMovedException)
        {
            MergeIntoRequest.CheckHead(request.Head.Dataset.Head, WireId.OfCommit(request.Head.Commit.Id));
            throw;
        }
    }

    private static void ThrowIfUnsettled(MergeIntoRequest request, MergeReport report)
    {
        List<MergeConflict> open = [.. report.Conflicts.Where(c => !c.IsSettled)];
        if (open.Count > 0)
        {
            throw ConflictMapping.Refuse("The merge", open, request.Head);
        }
    }

    /// <summary>Every choice must be of a conflict that there is, and of a field that it is about.</summary>
    private static void CheckChoices(
        DataServices services, MergeIntoRequest request, MergeReport report, CancellationToken cancellationToken)
    {
        if (request.Merge.Choices.Count == 0)
        {
            return;
        }

        var wrong = FindWrong(request, report.Conflicts);
        if (wrong.Count > 0)
        {
            // A choice may have settled what another one, further down, is about.
            var bare = services.Store.PreviewMerge(
                request.Merge with { Choices = new Dictionary<(Relation, Engine.Revisions.Lineage), MergeChoice>() },
                cancellationToken);
            wrong = FindWrong(request, [.. report.Conflicts, .. bare.Conflicts]);
        }

        if (wrong.Count > 0)
        {
            var more = wrong.Count > NamedMax ? $", and {wrong.Count - NamedMax} more" : "";
            throw ApiException.BadRequest(
                $"choices: there is no such conflict: {string.Join("; ", wrong.Take(NamedMax))}{more}. Nothing was written.");
        }
    }

    private static List<string> FindWrong(MergeIntoRequest request, IReadOnlyList<MergeConflict> conflicts)
    {
        var byKey = conflicts.ToLookup(c => (c.Relation, c.Lineage));
        var wrong = new List<string>();
        foreach (var ((relation, lineage), choice) in request.Merge.Choices)
        {
            var id = $"{(relation == Relation.Items ? "item" : "annotation")} {WireId.Of(request.Head.Dataset.Ordinal, lineage)}";
            var met = byKey[(relation, lineage)].ToList();
            if (met.Count == 0)
            {
                wrong.Add(id);
            }

            wrong.AddRange(choice.Fields.Keys
                .Where(field => met.Count > 0 && !met.Exists(c => c.Fields.Contains(field)))
                .Select(field => $"{id}, field {ConflictMapping.NameOf(field)}"));
        }

        return wrong;
    }
}
