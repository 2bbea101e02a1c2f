using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Server.Wire;

namespace Venn.Server.Features.Items;

/// <summary>Changes of an item's body, as the wire asks for them.</summary>
internal static class ItemUpdate
{
    /// <summary>
    /// Applies a difference of <c>metadata</c>; of its <c>system</c> part only when <paramref name="system"/>.
    /// </summary>
    /// <returns>The same bytes when it changes nothing.</returns>
    public static ReadOnlyMemory<byte> Apply(
        ReadOnlyMemory<byte> body, JsonElement patch, bool system, string author, DateTimeOffset now)
    {
        var root = JsonBytes.Parse(body);
        var changed = false;
        foreach (var member in patch.EnumerateObject())
        {
            switch (member.Name)
            {
                case "metadata" when member.Value.ValueKind == JsonValueKind.Object:
                    changed |= ApplyMetadata(JsonMerge.ObjectAt(root, "metadata"), member.Value, system);
                    break;
                case "description" when member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null:
                    changed |= ApplyDescription(root, member.Value);
                    break;
                case "hidden" when member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                    root["hidden"] = member.Value.GetBoolean();
                    changed = true;
                    break;
                case "metadata" when member.Value.ValueKind != JsonValueKind.Null:
                    throw ApiException.BadRequest("$.metadata: expected an object.");
                case "description" or "hidden" when member.Value.ValueKind != JsonValueKind.Null:
                    throw ApiException.BadRequest($"$.{member.Name}: the value has the wrong type.");
                default:
                    break;
            }
        }

        return changed ? Stamp(root, author, now) : body;
    }

    public static ReadOnlyMemory<byte> Stamp(JsonObject root, string author, DateTimeOffset now)
    {
        root["updatedAt"] = WireTime.Format(now);
        root["updatedBy"] = author;
        return JsonBytes.Write(root);
    }

    private static bool ApplyMetadata(JsonObject metadata, JsonElement patch, bool system)
    {
        var changed = false;
        foreach (var member in patch.EnumerateObject())
        {
            if (member.Name != "system")
            {
                JsonMerge.Apply(metadata, member.Name, member.Value);
                changed = true;
            }
            else if (system && member.Value.ValueKind == JsonValueKind.Object)
            {
                var target = JsonMerge.ObjectAt(metadata, "system");
                foreach (var fact in member.Value.EnumerateObject())
                {
                    // The size is that of the binary, whatever anyone says.
                    if (fact.Name != "size")
                    {
                        JsonMerge.Apply(target, fact.Name, fact.Value);
                        changed = true;
                    }
                }
            }
        }

        return changed;
    }

    private static bool ApplyDescription(JsonObject root, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        if (string.IsNullOrEmpty(text))
        {
            return root.Remove("description");
        }

        root["description"] = text;
        return true;
    }
}
