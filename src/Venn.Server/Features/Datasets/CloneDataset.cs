using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Engine.Query;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Copying;
using Venn.Protocol.Dql;
using Venn.Server.Features.Items;
using Venn.Server.Features.Query;
using Venn.Server.Features.Recipes;
using Venn.Server.Features.Slices;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Datasets;

/// <summary><c>POST /datasets/{id}/clone</c>: to a new dataset, or into one that is there.</summary>
internal static class CloneDataset
{
    public static async Task<IResult> HandleAsync(
        HttpContext context, string datasetId, DataServices services, RecipeStore recipes)
    {
        var source = services.RequireDataset(context, datasetId);
        var caller = context.GetCaller();
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var options = request.GetObject("cloneDatasetParams");
        var version = VersionRef.ReadAt(context, services, source, request.GetText("at") ?? request.GetText("ref"));
        var filter = ReadFilter(request, version);
        var switches = CloneSwitches.Read(options);
        var directory = options?.GetText("targetDirectory") is { Length: > 0 } given && given.Trim('/').Length > 0
            ? ItemPath.Normalize(given, "$.cloneDatasetParams.targetDirectory")
            : null;
        var target = options?.GetText("targetDatasetId") is { Length: > 0 } targetId
            ? services.RequireWritable(context, targetId)
            : null;
        if (target is not null)
        {
            Drivers.DatasetDriver.CheckMayTake(target, source);
        }

        var projectId = target?.Info.Scope ?? request.GetText("projectId") ?? source.Info.Scope;
        services.Access.Require(caller, projectId, ProjectRole.Engineer);
        var name = target is null ? DatasetName.Require(request.GetText("name")) : null;

        var clone = new CloneRequest
        {
            Source = version,
            Filter = filter,
            Sample = SavedSlice.ReadSample(JsonSerializer.SerializeToElement(request), source),
            WithAnnotations = switches.Annotations,
            Masks = switches.Masks,
            Target = target?.Ordinal,
            TargetDirectory = directory,
            DirectoryBody = (path, identity) => ItemBody.OfDirectory(path, caller.Email, identity.CreatedAt),
        };
        var spec = new JsonObject
        {
            ["datasetId"] = datasetId, ["name"] = name, ["cloneDatasetParams"] = options?.DeepClone(),
        };
        var state = await services.Commands.RunAsync(caller, "CloneDataset", projectId, spec, async (command, token) =>
        {
            var result = target is null
                ? await CloneToNewAsync(services, recipes, clone, caller, projectId, name!, token)
                : await CloneIntoAsync(services, clone, target, caller, token);
            command.Spec["returnedModelId"] = WireId.OfDataset(result.Dataset.Ordinal);
            command.Spec["report"] = new JsonObject
            {
                ["itemsCount"] = target is null
                    ? DatasetCounts.Of(result.Dataset.Head).Items
                    : result.ItemsCount - result.DirectoriesCount,
                ["annotationsCount"] = result.AnnotationsCount,
                ["skippedCount"] = result.SkippedCount,
                ["renamed"] = MergeReports.WriteRenamed(result.Renamed),
            };
        });
        return WireJson.Result(state.ToWire(context.GetApiUrl()));
    }

    private static async Task<CloneResult> CloneToNewAsync(
        DataServices services, RecipeStore recipes, CloneRequest clone, Caller caller, string projectId, string name,
        CancellationToken cancellationToken)
    {
        var source = clone.Source.Dataset;
        var body = DatasetBody.Of(source);
        var changes = services.Documents.Begin();
        if (projectId != source.Info.Scope)
        {
            foreach (var recipe in body.Recipes)
            {
                recipes.Share(changes, recipe, projectId);
            }
        }

        var origin = new DatasetOrigin(clone.Source.Commit.Id, (await Origins.NextLineageAsync(source)).Value);
        var info = DatasetBody.Create(
            caller.Email, services.Now, new JsonArray([.. body.Recipes.Select(r => JsonValue.Create(r))]));
        info["origins"] = DatasetBody.WriteOrigins([origin]);
        CopyShape(body, info);
        var result = await services.Store.CloneAsync(
            clone with
            {
                NewDataset = new DatasetInfo(projectId, name, JsonBytes.Write(info)),
                Along = changes.ToBatch(),
            },
            new CommitInfo(caller.Email, "clone"), cancellationToken);
        changes.Publish();
        return result;
    }

    private static async Task<CloneResult> CloneIntoAsync(
        DataServices services, CloneRequest clone, Dataset target, Caller caller, CancellationToken cancellationToken)
    {
        var origin =
            new DatasetOrigin(clone.Source.Commit.Id, (await Origins.NextLineageAsync(clone.Source.Dataset)).Value);
        if (target.Ordinal != clone.Source.Dataset.Ordinal)
        {
            // Written first: an origin that brought nothing says nothing, items without theirs would seem to be new.
            await DatasetBody.UpdateAsync(target, body =>
            {
                var origins = DatasetBody.WriteOrigins([origin]);
                var list = JsonArrayAt(body, "origins");
                list.Add(origins[0]!.DeepClone());
            });
        }

        return await services.Store.CloneAsync(clone, new CommitInfo(caller.Email, "clone"), cancellationToken);
    }

    /// <summary>The names of collections and the like, without which the items' own marks would mean nothing.</summary>
    private static void CopyShape(DatasetBody from, JsonObject to)
    {
        foreach (var field in (string[])["collections", "driver", "indexDriver"])
        {
            if (from.Root.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                to[field] = JsonMerge.ToNode(value);
            }
        }
    }

    private static Filter? ReadFilter(JsonObject request, DatasetVersion source)
    {
        if (request["filter"] is not { } given)
        {
            return CloneFilter.Translate(source, new DqlQuery());
        }

        var query = DqlBody.Read(JsonSerializer.SerializeToElement(given), "$.filter");
        return CloneFilter.Translate(source, query);
    }

    private static JsonArray JsonArrayAt(JsonObject body, string name)
    {
        if (body[name] is not JsonArray list)
        {
            body[name] = list = [];
        }

        return list;
    }
}
