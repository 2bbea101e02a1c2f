using System.Text.Json.Nodes;
using Venn.Server.Hosting;

namespace Venn.Server.Features.Ontologies;

/// <summary>
/// Makes ontology documents: <c>metadata.system.projectIds</c> is where clients look for the project. The attributes at the
/// root are those of old recipes, a list of names; Venn does not read them and gives back what the client sent.
/// </summary>
internal static class OntologyFactory
{
    public static Document Create(
        string id, string creator, string now, string? title, IReadOnlyList<string> projectIds, JsonArray roots, JsonNode? attributes) =>
        new(Kinds.Ontology, id, projectIds[0], null, new JsonObject
        {
            ["creator"] = creator,
            ["title"] = title,
            ["roots"] = roots.DeepClone(),
            ["attributes"] = attributes?.DeepClone() ?? new JsonArray(),
            ["projectIds"] = Write(projectIds),
            ["metadata"] = new JsonObject { ["system"] = new JsonObject { ["projectIds"] = Write(projectIds) } },
            ["createdAt"] = now,
            ["updatedAt"] = now,
            ["updatedBy"] = creator,
        });

    private static JsonArray Write(IReadOnlyList<string> ids) => new([.. ids.Select(id => JsonValue.Create(id))]);
}
