using System.Text.Json.Nodes;
using Venn.Server.Hosting;

namespace Venn.Server.Features.Recipes;

/// <summary>A recipe as the wire shows it: exactly these fifteen keys.</summary>
internal static class RecipeMapping
{
    private static readonly string[] Keys =
    [
        "creator", "title", "projectIds", "description", "ontologyIds", "instructions", "examples", "customActions",
        "uiSettings", "metadata", "createdAt", "updatedAt", "updatedBy",
    ];

    public static JsonObject ToWire(Document recipe, string apiUrl)
    {
        var body = recipe.ToObject();
        var wire = new JsonObject { ["id"] = recipe.Id, ["url"] = $"{apiUrl}/recipes/{recipe.Id}" };
        foreach (var key in Keys)
        {
            wire[key] = body[key]?.DeepClone();
        }

        return wire;
    }
}
