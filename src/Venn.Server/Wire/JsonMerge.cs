using System.Text.Json;
using System.Text.Json.Nodes;

namespace Venn.Server.Wire;

/// <summary>JSON merge patch (RFC 7386): objects merge, null removes, anything else replaces.</summary>
internal static class JsonMerge
{
    public static void Apply(JsonObject target, JsonElement patch)
    {
        foreach (var member in patch.EnumerateObject())
        {
            Apply(target, member.Name, member.Value);
        }
    }

    public static void Apply(JsonObject target, string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                target.Remove(name);
                break;
            case JsonValueKind.Object:
                if (target[name] is not JsonObject inner)
                {
                    target[name] = inner = [];
                }

                Apply(inner, value);
                break;
            default:
                target[name] = ToNode(value);
                break;
        }
    }

    /// <summary>A node that outlives the element's document; numbers keep their form.</summary>
    public static JsonNode? ToNode(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(element.Clone()),
        JsonValueKind.Array => JsonArray.Create(element.Clone()),
        _ => JsonValue.Create(element.Clone()),
    };

    /// <summary>The object under a name, made when it is missing or something else.</summary>
    public static JsonObject ObjectAt(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject inner)
        {
            parent[name] = inner = [];
        }

        return inner;
    }
}
