using System.Text.Json.Nodes;
using Venn.Server.Wire;

namespace Venn.Server.Features.Ontologies;

/// <summary>The attributes of an ontology (<c>metadata.attributes</c>), by key.</summary>
internal static class AttributeList
{
    private static readonly string[] Types = ["options", "range", "boolean", "freeText"];

    /// <summary>Adds an attribute, or changes the one of the same key.</summary>
    /// <exception cref="ApiException">400: a field is wrong; 404: it is not there and may not be made.</exception>
    public static void Apply(JsonArray attributes, JsonObject request, bool upsert)
    {
        var key = request.RequireText("key");
        var present = attributes.OfType<JsonObject>().FirstOrDefault(attribute => attribute.GetText("key") == key);
        if (present is null && !upsert)
        {
            throw ApiException.NotFound($"Attribute not found: {key}. Send upsert: true to make it.");
        }

        var attribute = Read(key, request, present);
        if (present is null)
        {
            attributes.Add(attribute);
        }
        else
        {
            attributes[attributes.IndexOf(present)] = attribute;
        }
    }

    public static void Remove(JsonArray attributes, IReadOnlyCollection<string> keys)
    {
        for (var index = attributes.Count - 1; index >= 0; index--)
        {
            if (attributes[index] is JsonObject attribute && attribute.GetText("key") is { } key && keys.Contains(key))
            {
                attributes.RemoveAt(index);
            }
        }
    }

    private static JsonObject Read(string key, JsonObject request, JsonObject? present)
    {
        var type = request.GetText("type") ?? present?.GetText("type");
        if (!Types.Contains(type))
        {
            throw ApiException.BadRequest($"type of the attribute {key} is '{type}'; give one of {string.Join(", ", Types)}.");
        }

        request.GetTexts("values");
        request.GetTexts("scope");
        foreach (var bound in request.GetObject("range") ?? [])
        {
            request.GetObject("range")!.GetNumber(bound.Key);
        }

        var script = present?["scriptData"] as JsonObject;
        var optional = request.GetFlag("optional") ?? present?.GetFlag("optional") ?? true;
        var multi = request.GetFlag("multi") ?? present?.GetFlag("multi") ?? false;
        return new JsonObject
        {
            ["key"] = key,
            ["type"] = type,
            ["values"] = (request["values"] ?? present?["values"])?.DeepClone(),
            ["range"] = (request["range"] ?? present?["range"])?.DeepClone(),
            ["scope"] = (request["scope"] ?? present?["scope"])?.DeepClone() ?? new JsonArray("*"),
            ["optional"] = optional,
            ["multi"] = multi,
            ["scriptData"] = new JsonObject
            {
                ["title"] = request.GetText("title") ?? script?.GetText("title") ?? key,
                ["optional"] = optional,
                ["multi"] = multi,
            },
        };
    }
}
