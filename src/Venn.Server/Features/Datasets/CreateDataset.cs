using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Server.Features.Recipes;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Datasets;

/// <summary><c>POST /datasets</c>.</summary>
internal static class CreateDataset
{
    public static async Task<IResult> HandleAsync(HttpContext context, DataServices services, RecipeStore recipes)
    {
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var name = DatasetName.Require(request.GetText("name"));
        var caller = context.GetCaller();
        var projectId = request.GetTexts("projects")?.FirstOrDefault()
            ?? throw ApiException.BadRequest("projects: expected a list with the id of the project.");
        services.Access.Require(caller, projectId, ProjectRole.Engineer);
        if (services.Store.Find(projectId, name) is not null)
        {
            throw new DatasetNameTakenException(name);
        }

        if (request.GetText("driver") is { Length: > 0 } driverId
            && services.Documents.Find(Kinds.Driver, driverId)?.Scope != projectId)
        {
            throw ApiException.BadRequest($"driver: there is no driver {driverId} in the project {projectId}.");
        }

        var changes = services.Documents.Begin();
        var recipe = request.GetFlag("createDefaultRecipe") == true
            ? recipes.AddDefault(changes, caller, projectId, name)
            : null;
        var body = DatasetBody.Create(caller.Email, services.Now, recipe is null ? null : new JsonArray(recipe));
        if (recipe is null)
        {
            body["metadata"]!["system"]!.AsObject().Remove("recipes");
        }

        foreach (var field in (string[])["driver", "indexDriver"])
        {
            if (request[field] is { } value)
            {
                body[field] = value.DeepClone();
            }
        }

        Expiration.Apply(request, body);
        var dataset = await services.Store.CreateDatasetAsync(
            new DatasetInfo(projectId, name, JsonBytes.Write(body)), new CommitInfo(caller.Email, "create"),
            changes.ToBatch());
        changes.Publish();
        return WireJson.Result(DatasetMapping.ToWire(dataset, context.GetApiUrl(), services));
    }
}
