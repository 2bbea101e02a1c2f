using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Protocol.Dql;
using Venn.Server.Features.Query;
using Venn.Server.Security;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Collections;

/// <summary>
/// Collections of a dataset: at most ten named marks; an item's are <c>metadata.system.collections</c>.
/// </summary>
internal static class CollectionEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var collections = api.MapGroup("/datasets/{datasetId}/items/collections");
        collections.MapGet("", List).WithSummary("The collections of a dataset.");
        collections.MapPost("", CreateAsync).WithSummary("Makes a collection.");
        collections.MapPatch("/{name}", RenameAsync).WithSummary("Renames a collection.");
        collections.MapDelete("/{name}", DeleteAsync)
            .WithSummary("Removes a collection from the dataset and its items; a command.");
        collections.MapPost("/bulk-add", (HttpContext context, string datasetId, DataServices services) =>
                ChangeMembersAsync(context, datasetId, services, add: true))
            .WithSummary("Puts all items that a query finds into collections, which are made when missing; a command.");
        collections.MapPost("/bulk-remove", (HttpContext context, string datasetId, DataServices services) =>
                ChangeMembersAsync(context, datasetId, services, add: false))
            .WithSummary("Takes all items that a query finds out of collections; a command.");
    }

    private static IResult List(HttpContext context, string datasetId, DataServices services) =>
        WireJson.Result(CollectionTable.Of(services.RequireDataset(context, datasetId)).ToWire());

    private static async Task<IResult> CreateAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireWritable(context, datasetId);
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var name = CollectionTable.RequireName(request.GetText("name"));
        await CollectionTable.ChangeAsync(dataset, table => table.Add(name));
        return List(context, datasetId, services);
    }

    private static async Task<IResult> RenameAsync(
        HttpContext context, string datasetId, string name, DataServices services)
    {
        var dataset = services.RequireWritable(context, datasetId);
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var newName = CollectionTable.RequireName(request.GetText("name"));
        await CollectionTable.ChangeAsync(dataset, table => table.Rename(name, newName));
        return List(context, datasetId, services);
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, string datasetId, string name, DataServices services)
    {
        var dataset = services.RequireWritable(context, datasetId);
        var slot = CollectionTable.Of(dataset).Require(name);
        var members = new DqlQuery
        {
            Filter = new DqlCondition.Exists($"metadata.system.collections.{slot}"),
        };
        return await RunAsync(context, services, dataset, "DeleteCollection", async (author, now) =>
        {
            await BulkChange.UpdateAsync(
                dataset, Relation.Items, members, Patch([(slot, false)]), system: true, author, now);
            await CollectionTable.ChangeAsync(dataset, table => table.Remove(name));
        });
    }

    private static async Task<IResult> ChangeMembersAsync(
        HttpContext context, string datasetId, DataServices services, bool add)
    {
        var dataset = services.RequireWritable(context, datasetId);
        var request = await JsonBody.ReadObjectElementAsync(context, cancellationToken: context.RequestAborted);
        if (!request.TryGetProperty("collections", out var given) || given.ValueKind != JsonValueKind.Array
            || given.EnumerateArray().Any(n => n.ValueKind != JsonValueKind.String))
        {
            throw ApiException.BadRequest("$.collections: expected a list of names.");
        }

        var names = given.EnumerateArray().Select(n => CollectionTable.RequireName(n.GetString())).Distinct().ToList();
        var query = DqlBody.Read(request.TryGetProperty("query", out var nested) ? nested : default, "$.query");
        BulkChange.Translate(dataset, Relation.Items, query);
        return await RunAsync(
            context, services, dataset, add ? "BulkAddToCollection" : "BulkRemoveFromCollection", async (author, now) =>
        {
            if (add)
            {
                await CollectionTable.ChangeAsync(
                    dataset, table => names.Where(n => table.Find(n) is null).ToList().ForEach(n => table.Add(n)));
            }

            var table = CollectionTable.Of(dataset);
            var patch = Patch([.. names.Select(n => (table.Require(n), add))]);
            await BulkChange.UpdateAsync(dataset, Relation.Items, query, patch, system: true, author, now);
        });
    }

    private static async Task<IResult> RunAsync(
        HttpContext context, DataServices services, Dataset dataset, string type,
        Func<string, DateTimeOffset, Task> work)
    {
        var caller = context.GetCaller();
        var spec = new JsonObject { ["datasetId"] = WireId.OfDataset(dataset.Ordinal) };
        var state = await services.Commands.RunAsync(
            caller, type, dataset.Info.Scope, spec, (_, _) => work(caller.Email, services.Now));
        return WireJson.Result(state.ToWire(context.GetApiUrl()));
    }

    private static JsonElement Patch((string Slot, bool Member)[] slots)
    {
        var marks = new JsonObject();
        foreach (var (slot, member) in slots)
        {
            marks[slot] = member ? true : null;
        }

        return JsonSerializer.SerializeToElement(new JsonObject
        {
            ["metadata"] = new JsonObject { ["system"] = new JsonObject { ["collections"] = marks } },
        });
    }
}
