using System.Text.Json.Nodes;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Recipes;

/// <summary><c>POST /recipes/{id}/clone</c>: a copy, of its ontologies too unless it is shallow.</summary>
internal static class RecipeCloneEndpoint
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/recipes/{id}/clone", CloneAsync).WithSummary("Copies a recipe: {shallow}: true shares its ontologies, false copies them.");

    private static async Task<IResult> CloneAsync(
        HttpContext context, string id, Documents documents, SharedDocuments shared, VersionStore store)
    {
        var caller = context.GetCaller();
        var recipe = shared.Require(caller, Kinds.Recipe, id, ProjectRole.Engineer);
        var shallow = (await JsonBody.ReadObjectAsync(context)).GetFlag("shallow") ?? false;
        var changes = documents.Begin();
        var body = recipe.ToObject();
        if (!shallow)
        {
            var copies = body.GetTexts("ontologyIds")!
                .Select(ontologyId => documents.Find(Kinds.Ontology, ontologyId))
                .OfType<Document>()
                .Select(ontology => Copy(ontology, ontology.ToObject(), caller, store))
                .ToList();
            copies.ForEach(copy => changes.Insert(copy));
            body["ontologyIds"] = new JsonArray([.. copies.Select(copy => JsonValue.Create(copy.Id))]);
        }

        var clone = Copy(recipe, body, caller, store);
        await documents.CommitAsync(changes.Insert(clone));
        return WireJson.Result(RecipeMapping.ToWire(clone, context.GetApiUrl()));
    }

    private static Document Copy(Document original, JsonObject body, Caller caller, VersionStore store)
    {
        var now = WireTime.Format(store.Clock.GetUtcNow());
        body["creator"] = caller.Email;
        body["createdAt"] = now;
        body["updatedAt"] = now;
        body["updatedBy"] = caller.Email;
        return new Document(original.Kind, store.NewEntityId(), original.Scope, null, body);
    }
}
