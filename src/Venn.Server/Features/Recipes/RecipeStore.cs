using System.Text.Json.Nodes;
using Venn.Server.Features.Ontologies;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Recipes;

/// <summary>Makes recipes and looks after their belonging to projects.</summary>
public sealed class RecipeStore(Documents documents, VersionStore store, SharedDocuments shared)
{
    /// <summary>Fields that a client sets, with what they are when it does not.</summary>
    private static readonly (string Name, Func<JsonNode?> Default)[] Fields =
    [
        ("title", () => null), ("description", () => null), ("instructions", () => null), ("examples", () => null),
        ("customActions", () => null),
        ("uiSettings", () => new JsonObject { ["allowObjectIdAutoAssign"] = true, ["studioV2App"] = true }),
    ];

    /// <summary>The recipe with an empty ontology that a new dataset gets; written along with the dataset.</summary>
    /// <returns>The recipe's id, for the dataset's <c>metadata.system.recipes</c>.</returns>
    public string AddDefault(DocumentChanges changes, Caller caller, string projectId, string datasetName)
    {
        var ontology = OntologyFactory.Create(
            store.NewEntityId(), caller.Email, WireTime.Format(store.Clock.GetUtcNow()), $"{datasetName} Default Ontology",
            [projectId], roots: [], attributes: null);
        var recipe = Create(caller, [projectId], new JsonObject
        {
            ["title"] = $"{datasetName} Default Recipe",
            ["ontologyIds"] = new JsonArray(ontology.Id),
        });
        changes.Insert(ontology).Insert(recipe);
        return recipe.Id;
    }

    /// <summary>A recipe from the fields of a request, not yet written.</summary>
    public Document Create(Caller caller, IReadOnlyList<string> projectIds, JsonObject request)
    {
        var now = WireTime.Format(store.Clock.GetUtcNow());
        var body = new JsonObject { ["creator"] = caller.Email };
        foreach (var (name, absent) in Fields)
        {
            body[name] = request[name]?.DeepClone() ?? absent();
        }

        body["projectIds"] = new JsonArray([.. projectIds.Select(id => JsonValue.Create(id))]);
        body["ontologyIds"] = new JsonArray([.. (request.GetTexts("ontologyIds") ?? []).Select(id => JsonValue.Create(id))]);
        var metadata = request.GetObject("metadata")?.DeepClone().AsObject() ?? [];
        metadata["system"] = metadata.GetObject("system")?.DeepClone() ?? new JsonObject();
        body["metadata"] = metadata;
        body["createdAt"] = now;
        body["updatedAt"] = now;
        body["updatedBy"] = caller.Email;
        return new Document(Kinds.Recipe, store.NewEntityId(), projectIds[0], null, body);
    }

    /// <summary>Makes a recipe and its ontologies known in another project: a clone there shares them.</summary>
    public void Share(DocumentChanges changes, string recipeId, string projectId)
    {
        shared.Share(changes, Kinds.Recipe, recipeId, projectId);
        if (documents.Find(Kinds.Recipe, recipeId) is { } recipe)
        {
            foreach (var ontologyId in recipe.Root.GetProperty("ontologyIds").EnumerateArray())
            {
                shared.Share(changes, Kinds.Ontology, ontologyId.GetString() ?? "", projectId);
            }
        }
    }

    /// <summary>What a project that ends leaves: recipes and ontologies that are in no other project go.</summary>
    public void LeaveProject(DocumentChanges changes, string projectId)
    {
        shared.LeaveProject(changes, Kinds.Recipe, projectId);
        shared.LeaveProject(changes, Kinds.Ontology, projectId);
    }

    /// <summary>Names of the living datasets that use the recipe.</summary>
    public IEnumerable<string> ListUsers(string recipeId) => store.Datasets
        .Where(dataset => dataset.Info.Body.Span.IndexOf(System.Text.Encoding.ASCII.GetBytes(recipeId)) >= 0)
        .Select(dataset => dataset.Info.Name);
}
