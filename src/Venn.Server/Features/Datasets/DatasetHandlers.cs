using System.Text.Json.Nodes;
using Venn.Server.Features.Recipes;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Datasets;

/// <summary>The small routes of one dataset.</summary>
internal static class DatasetHandlers
{
    public static IResult Get(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        return WireJson.Result(DatasetMapping.ToWire(
            dataset, context.GetApiUrl(), services, VersionRef.ReadAt(context, services, dataset)));
    }

    /// <summary>
    /// The body is the whole dataset as a client has it: what is null, or the server's own, is passed over.
    /// </summary>
    public static async Task<IResult> PatchAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId, ProjectRole.Engineer);
        WriteGuard.ThrowIfFrozen(dataset);
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var name = request.GetText("name") is { } given ? DatasetName.Require(given) : null;
        if (name == dataset.Info.Name)
        {
            name = null;
        }
        else if (name is not null && DatasetBody.Of(dataset).IsSystem)
        {
            throw ApiException.BadRequest("name: this dataset is the project's own and keeps its name.");
        }
        else if (name is not null && services.Store.Find(dataset.Info.Scope, name) is not null)
        {
            throw new DatasetNameTakenException(name);
        }

        var metadata = request.GetObject("metadata");
        var system = SystemFlag.Read(context.Request);
        await DatasetBody.UpdateAsync(
            dataset,
            body =>
            {
                if (metadata is not null)
                {
                    body["metadata"] = SystemFlag.Merge(body["metadata"] as JsonObject, metadata, system);
                }

                Expiration.Apply(request, body);
                if (request["enableSyncWithCloned"] is { } value)
                {
                    body["enableSyncWithCloned"] = value.DeepClone();
                }

                body["updatedAt"] = WireTime.Format(services.Now);
                body["updatedBy"] = context.GetCaller().Email;
            },
            name);
        return Get(context, datasetId, services);
    }

    public static async Task<IResult> DeleteAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId, ProjectRole.Engineer);
        if (DatasetBody.Of(dataset).IsSystem)
        {
            throw ApiException.BadRequest(
                $"'{dataset.Info.Name}' is the project's own dataset; it goes with the project.");
        }

        WriteGuard.ThrowIfFrozen(dataset);
        await services.Store.DeleteDatasetAsync(dataset.Ordinal);
        return Results.NoContent();
    }

    public static async Task<IResult> UnlockAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId, ProjectRole.Engineer);
        if (!(DatasetBody.Of(dataset).LockedUntil > services.Now))
        {
            throw ApiException.BadRequest("dataset is not locked");
        }

        await DatasetBody.UpdateAsync(dataset, body => body.Remove("lock"));
        return Get(context, datasetId, services);
    }

    public static IResult GetSchema(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);

        // A setting of the dataset, the same for each of its versions; what is none of them is refused as by every read.
        _ = VersionRef.ReadAt(context, services, dataset);
        var body = DatasetBody.Of(dataset);
        var paths = body.Root.TryGetProperty("unsearchablePaths", out var kept)
            ? JsonMerge.ToNode(kept)
            : new JsonArray();
        return WireJson.Result(new JsonObject { ["items"] = new JsonObject { ["unsearchablePaths"] = paths } });
    }

    public static async Task<IResult> PatchSchemaAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId, ProjectRole.Engineer);
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var paths = request.GetObject("unsearchablePaths")
            ?? throw ApiException.BadRequest("unsearchablePaths: expected an object with add or remove.");
        var (add, remove) = (paths.GetTexts("add") ?? [], paths.GetTexts("remove") ?? []);
        var state = await services.Commands.RunAsync(
            context.GetCaller(), "UpdateDatasetSchema", dataset.Info.Scope,
            new JsonObject { ["datasetId"] = datasetId },
            (_, _) => DatasetBody.UpdateAsync(dataset, body =>
            {
                var kept = (body.GetTexts("unsearchablePaths") ?? []).Union(add).Except(remove);
                body["unsearchablePaths"] = new JsonArray([.. kept.Select(p => JsonValue.Create(p))]);
            }));
        return WireJson.Result(state.ToWire(context.GetApiUrl()));
    }
}
