using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Engine.Maintenance.Erasure;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Protocol.Dql;
using Venn.Server.Features.Datasets;
using Venn.Server.Features.Query;
using Venn.Server.Features.Versions;
using Venn.Server.Jobs;
using Venn.Server.Security;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Upkeep;

/// <summary>
/// Erases items, or annotations alone, from everywhere: what is chosen in one version of a dataset, in every dataset, version and snapshot; with
/// thumbnails, exports and what documents say of it. The command's record does not say what was asked for.
/// </summary>
internal static class EraseHandlers
{
    private const int ReasonMaxLength = 1000;
    private const int NamedMax = 20;

    public static async Task<IResult> HandleAsync(HttpContext context, string datasetId, DataServices services, SnapshotDigests digests)
    {
        var dataset = services.RequireDataset(context, datasetId, ProjectRole.Owner);
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var isDryRun = request.GetFlag("dryRun") ?? false;
        var reason = ReadReason(request, isDryRun);
        var version = VersionRef.ResolveOwn(context, services, dataset, request.GetText("ref"), "ref");
        var chosen = Select(request, dataset, version, context.RequestAborted);
        var overridesHolds = request.GetFlag("overrideHolds") ?? false;
        var caller = context.GetCaller();
        var spec = new JsonObject { ["datasetId"] = datasetId, ["dryRun"] = isDryRun };
        var state = await services.Commands.RunAsync(
            caller, CommandService.EraseType, dataset.Info.Scope, spec,
            async (command, token) =>
            {
                var scope = await ErasureScope.FindAsync(services, chosen, token);
                command.ReportProgress(20);
                RequireAll(services, caller, scope.Plan);
                command.Spec["plan"] = ErasureMapping.Write(scope);
                if (isDryRun)
                {
                    return;
                }

                var report = await EraseAsync(services, scope, reason, caller, overridesHolds, command, token);
                command.Spec["report"] = ErasureMapping.Write(report, scope);
                foreach (var snapshot in scope.Plan.Datasets.SelectMany(d => d.Dataset.ReadSnapshots()))
                {
                    // Of what is left of it: those that were taken since the plan, too.
                    await digests.RenewAsync(snapshot);
                }
            },
            inBackground: false);
        return WireJson.Result(state.ToWire(context.GetApiUrl()));
    }

    private static async Task<ErasureReport> EraseAsync(
        DataServices services, ErasureScope scope, string reason, Caller caller, bool overridesHolds, CommandContext command,
        CancellationToken cancellationToken)
    {
        var changes = services.Documents.Begin();
        ErasureDocuments.AddTo(changes, services, scope, command.Id);
        var report = await services.Store.Upkeep.EraseAsync(
            new ErasureRequest
            {
                Items = scope.Plan.Items,
                Annotations = scope.Plan.Annotations,
                Derived = ErasureScope.Thumbnails,
                Author = caller.Email,
                Reason = reason,
                OverridesHolds = overridesHolds,
                Binaries = [.. scope.ExportBinaries],
                Along = changes.ToBatch(),
            },
            cancellationToken);
        changes.Publish();
        return report;
    }

    private static string ReadReason(JsonObject request, bool isDryRun)
    {
        var reason = isDryRun ? request.GetText("reason") ?? "" : request.RequireText("reason").Trim();
        return (isDryRun || reason.Length > 0) && reason.Length <= ReasonMaxLength && !reason.Any(char.IsControl)
            ? reason
            : throw ApiException.BadRequest(
                $"reason: 1 to {ReasonMaxLength} characters, none of them a control character; why, not what: it stays in the history.");
    }

    /// <exception cref="ApiException">400: not one of items, annotations and filter; 404: what the version has not, by id.</exception>
    private static List<Lineage> Select(
        JsonObject request, Dataset dataset, DatasetVersion version, CancellationToken cancellationToken)
    {
        var (items, annotations, filter) = (request.GetTexts("items"), request.GetTexts("annotations"), request.GetObject("filter"));
        if ((items is null ? 0 : 1) + (annotations is null ? 0 : 1) + (filter is null ? 0 : 1) != 1)
        {
            throw ApiException.BadRequest(
                "items, annotations, filter: say what to erase, by a list of ids of either or by a filter for items: one of the three.");
        }

        var found = items is not null ? ReadIds(items, dataset, "item", l => version.FindItem(l))
            : annotations is not null ? ReadIds(annotations, dataset, "annotation", l => version.FindAnnotation(l))
            : Select(filter!, version, cancellationToken);
        return found.Count > 0
            ? found
            : throw ApiException.BadRequest("The version has nothing that is meant: nothing would be erased.");
    }

    private static List<Lineage> Select(JsonObject filter, DatasetVersion version, CancellationToken cancellationToken)
    {
        var element = JsonSerializer.SerializeToElement(filter);
        var query = filter.ContainsKey("filter")
            ? DqlBody.Read(element, "$.filter")
            : new DqlQuery { Filter = DqlReader.ReadFilter(element, "$.filter") };
        var set = version.Select(Relation.Items, BulkChange.Translate(version.Dataset, Relation.Items, query), cancellationToken);

        // A directory is erased by name alone: a filter for all that is in one would take its place from the others.
        return [.. version.Read(Relation.Items, set).Where(i => !i.IsDirectory).Select(i => i.Lineage)];
    }

    private static List<Lineage> ReadIds(List<string> ids, Dataset dataset, string what, Func<Lineage, Revision?> find)
    {
        var parsed = ids.Distinct(StringComparer.OrdinalIgnoreCase).Select(id => (Id: id, Wire: WireId.Parse(id, what))).ToList();
        var missing = parsed
            .Where(p => p.Wire.Dataset != dataset.Ordinal || find(new Lineage(p.Wire.Number)) is null)
            .Select(p => p.Id).ToList();
        return missing.Count == 0
            ? [.. parsed.Select(p => new Lineage(p.Wire.Number))]
            : throw ApiException.NotFound(
                $"{what}s: the version has no {what} {string.Join(", ", missing.Take(NamedMax))}"
                + (missing.Count > NamedMax ? $" and {missing.Count - NamedMax} more" : "") + ". Nothing was erased.");
    }

    /// <summary>What is touched may be in projects of others: their owners have a say.</summary>
    private static void RequireAll(DataServices services, Caller caller, ErasurePlan plan)
    {
        foreach (var project in plan.Datasets.Select(d => d.Dataset.Info.Scope).Distinct())
        {
            if (!services.Access.MaySee(caller, project))
            {
                throw ApiException.Forbidden(
                    "Some of it is in a project that you are no owner of (a clone, or a merge). Ask the owner of that project, or the organization's.");
            }

            services.Access.Require(caller, project, ProjectRole.Owner);
        }
    }
}
