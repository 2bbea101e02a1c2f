using System.Text.Json.Nodes;
using Venn.Engine.Maintenance.Retention;
using Venn.Server.Features.Organizations;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Upkeep;

/// <summary>How long history is kept: a dataset's own rule, and the one of datasets without.</summary>
internal static class RetentionHandlers
{
    public static IResult Get(HttpContext context, string datasetId, DataServices services) =>
        OfDataset(services, services.RequireDataset(context, datasetId).Ordinal, datasetId);

    public static async Task<IResult> SetAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId, ProjectRole.Owner);
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        await dataset.SetRetentionAsync(request.GetFlag("inherit") == true ? null : Read(request));
        return OfDataset(services, dataset.Ordinal, datasetId);
    }

    public static IResult GetDefault(HttpContext context, DataServices services)
    {
        context.GetCaller();
        return WireJson.Result(Write(services.Store.Upkeep.DefaultRetention));
    }

    public static async Task<IResult> SetDefaultAsync(
        HttpContext context, DataServices services, OrganizationStore organizations)
    {
        organizations.RequireOwned(organizations.Default.Id, context.GetCaller());
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        await services.Store.Upkeep.SetDefaultRetentionAsync(Read(request));
        return WireJson.Result(Write(services.Store.Upkeep.DefaultRetention));
    }

    private static IResult OfDataset(DataServices services, Engine.Revisions.DatasetOrdinal ordinal, string datasetId)
    {
        var dataset = services.Store.Find(ordinal) ?? throw DataServices.NotFound("dataset", datasetId);
        var rule = Write(dataset.Retention);
        rule["datasetId"] = WireId.OfDataset(ordinal);
        rule["inherited"] = !dataset.HasOwnRetention;
        return WireJson.Result(rule);
    }

    private static RetentionRule Read(JsonObject request)
    {
        foreach (var (name, _) in request)
        {
            if (name is not ("days" or "commits" or "deletedDays" or "inherit"))
            {
                throw ApiException.BadRequest($"{name}: a rule of retention has days, commits, deletedDays or inherit.");
            }
        }

        return new RetentionRule
        {
            Days = ReadWhole(request, "days"), Commits = ReadWhole(request, "commits"), DeletedDays = ReadWhole(request, "deletedDays"),
        };
    }

    private static int? ReadWhole(JsonObject request, string name) => request.GetNumber(name) switch
    {
        null => null,
        >= 0 and <= int.MaxValue and var number when number == Math.Floor(number) => (int)number,
        var other => throw ApiException.BadRequest($"{name}: {other} is no whole number from 0 to {int.MaxValue}."),
    };

    private static JsonObject Write(RetentionRule rule) => new()
    {
        ["days"] = rule.Days, ["commits"] = rule.Commits, ["deletedDays"] = rule.DeletedDays,
    };
}
