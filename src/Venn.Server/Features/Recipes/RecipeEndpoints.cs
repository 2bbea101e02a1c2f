using System.Text.Json.Nodes;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Recipes;

/// <summary>Routes of recipes.</summary>
internal static class RecipeEndpoints
{
    /// <summary>Fields that an update replaces; null there means that the client did not know them.</summary>
    private static readonly string[] UpdatedFields =
        ["title", "description", "instructions", "examples", "customActions", "uiSettings"];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/recipes", CreateAsync).WithSummary("Makes a recipe: {title, projectIds, ontologyIds, uiSettings?}.");
        api.MapGet("/recipes", List).WithSummary("A page of recipes: ?projects=&title=&ontologies=&creator=&pageOffset=&pageSize=.");
        api.MapGet("/recipes/{id}", Get).WithSummary("One recipe.");
        api.MapPatch("/recipes/{id}", UpdateAsync).WithSummary("Changes a recipe; metadata.system with ?system=true alone.");
        api.MapDelete("/recipes/{id}", DeleteAsync).WithSummary("Deletes a recipe; one that datasets use with ?force=true alone.");
    }

    private static async Task<IResult> CreateAsync(HttpContext context, Documents documents, RecipeStore recipes, SharedDocuments shared)
    {
        var request = await JsonBody.ReadObjectAsync(context);
        var caller = context.GetCaller();
        var recipe = recipes.Create(caller, shared.RequireProjects(caller, request), request);
        await documents.InsertAsync(recipe);
        return WireJson.Result(RecipeMapping.ToWire(recipe, context.GetApiUrl()), StatusCodes.Status201Created);
    }

    private static IResult List(HttpContext context, SharedDocuments shared)
    {
        var (page, pageSize) = ListQuery.ReadPage(context.Request);
        var projects = ListQuery.Values(context.Request, "projects");
        var ontologies = ListQuery.Values(context.Request, "ontologies");
        var title = ListQuery.Value(context.Request, "title");
        var creator = ListQuery.Value(context.Request, "creator");
        var found = shared.List(context.GetCaller(), Kinds.Recipe)
            .Where(recipe => projects is null || SharedDocuments.ProjectIds(recipe).Any(projects.Contains))
            .Where(recipe => ontologies is null
                || recipe.Root.GetProperty("ontologyIds").EnumerateArray().Any(id => ontologies.Contains(id.GetString() ?? "")))
            .Where(recipe => title is null || recipe.Root.GetText("title") == title)
            .Where(recipe => creator is null || recipe.Root.GetText("creator") == creator)
            .ToList();
        var apiUrl = context.GetApiUrl();
        return WireJson.Result(Page.Cut(found, page, pageSize, recipe => RecipeMapping.ToWire(recipe, apiUrl)));
    }

    private static IResult Get(HttpContext context, string id, SharedDocuments shared) => WireJson.Result(RecipeMapping.ToWire(
        shared.Require(context.GetCaller(), Kinds.Recipe, id, ProjectRole.Annotator), context.GetApiUrl()));

    private static async Task<IResult> UpdateAsync(
        HttpContext context, string id, Documents documents, SharedDocuments shared, VersionStore store)
    {
        var caller = context.GetCaller();
        var recipe = shared.Require(caller, Kinds.Recipe, id, ProjectRole.Engineer);
        var request = await JsonBody.ReadObjectAsync(context);
        var projectIds = ReadNewProjects(caller, request, recipe, shared);
        var ontologyIds = request.GetTexts("ontologyIds");
        var metadata = request.GetObject("metadata");
        var withSystem = SystemFlag.Read(context.Request);
        var changed = await documents.UpdateAsync(Kinds.Recipe, recipe.Id, body =>
        {
            foreach (var name in UpdatedFields)
            {
                if (request[name] is { } value)
                {
                    body[name] = value.DeepClone();
                }
            }

            if (projectIds is not null)
            {
                body["projectIds"] = new JsonArray([.. projectIds.Select(projectId => JsonValue.Create(projectId))]);
            }

            if (ontologyIds is not null)
            {
                body["ontologyIds"] = new JsonArray([.. ontologyIds.Select(ontologyId => JsonValue.Create(ontologyId))]);
            }

            if (metadata is not null)
            {
                body["metadata"] = SystemFlag.Merge(body.GetObject("metadata"), metadata, withSystem);
            }

            body["updatedAt"] = WireTime.Format(store.Clock.GetUtcNow());
            body["updatedBy"] = caller.Email;
        });
        return WireJson.Result(RecipeMapping.ToWire(changed ?? throw Gone(id), context.GetApiUrl()));
    }

    /// <summary>A recipe may be put into further projects in which the caller may make things.</summary>
    private static List<string>? ReadNewProjects(Caller caller, JsonObject request, Document recipe, SharedDocuments shared)
    {
        if (request.GetTexts("projectIds") is not { Count: > 0 } wanted)
        {
            return null;
        }

        var present = SharedDocuments.ProjectIds(recipe).ToHashSet(StringComparer.Ordinal);
        foreach (var added in wanted.Where(projectId => !present.Contains(projectId)))
        {
            shared.RequireMaker(caller, added);
        }

        return wanted;
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, string id, Documents documents, SharedDocuments shared, RecipeStore recipes)
    {
        var recipe = shared.Require(context.GetCaller(), Kinds.Recipe, id, ProjectRole.Engineer);
        if (context.Request.Query["force"] != "true" && recipes.ListUsers(recipe.Id).FirstOrDefault() is { } user)
        {
            throw ApiException.BadRequest(
                $"The recipe {id} is used by the dataset '{user}'. Switch the dataset's recipe first, or delete with ?force=true.");
        }

        await documents.DeleteAsync(Kinds.Recipe, recipe.Id);
        return WireJson.Result(new JsonObject { ["id"] = recipe.Id });
    }

    private static ApiException Gone(string id) => ApiException.NotFound($"Recipe not found. id: {id}");
}
