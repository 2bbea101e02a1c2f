using System.Text.Json.Nodes;
using Venn.Server.Hosting;

namespace Venn.Server.Features.Ontologies;

/// <summary>An ontology as the wire shows it.</summary>
internal static class OntologyMapping
{
    private static readonly string[] Keys =
        ["creator", "title", "roots", "attributes", "metadata", "createdAt", "updatedAt", "updatedBy"];

    public static JsonObject ToWire(Document ontology, string apiUrl)
    {
        var body = ontology.ToObject();
        var wire = new JsonObject { ["id"] = ontology.Id, ["url"] = $"{apiUrl}/ontologies/{ontology.Id}" };
        foreach (var key in Keys)
        {
            wire[key] = body[key]?.DeepClone();
        }

        return wire;
    }
}
