using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Server.Features.Annotations.Geometry;
using Venn.Server.Wire;

namespace Venn.Server.Features.Annotations;

/// <summary>
/// Changes of an annotation by a difference, or by its whole JSON: fields the server owns are passed over.
/// </summary>
internal static class AnnotationUpdate
{
    /// <returns>The same revision when nothing is changed.</returns>
    /// <exception cref="ApiException">400: a field has the wrong type.</exception>
    public static Revision Apply(
        Revision old, DatasetOrdinal dataset, JsonElement patch, bool system, string author, DateTimeOffset now)
    {
        var root = JsonBytes.Parse(old.Body);
        var changed = false;
        foreach (var member in patch.EnumerateObject())
        {
            changed |= ApplyMember(root, member, dataset, system);
        }

        if (!changed)
        {
            return old;
        }

        if ((string?)root["type"] == "class")
        {
            root.Remove("coordinates");
        }

        CheckGeometry(root, patch, system);
        var coordinates = root["coordinates"] is { } geometry ? Encoding.UTF8.GetBytes(geometry.ToJsonString()) : [];
        root["hash"] = AnnotationBody.Hash((string?)root["type"] ?? "", (string?)root["label"] ?? "", coordinates);
        root["updatedAt"] = WireTime.Format(now);
        root["updatedBy"] = author;
        return old with { Body = JsonBytes.Write(root) };
    }

    /// <summary>Checks what the change touches alone: what is older than the check can still be renamed or reviewed.</summary>
    private static void CheckGeometry(JsonObject root, JsonElement patch, bool system)
    {
        var type = (string?)root["type"] ?? "";
        if ((patch.TryGetProperty("type", out _) || patch.TryGetProperty("coordinates", out _))
            && root["coordinates"] is { } coordinates)
        {
            AnnotationGeometry.Check(type, ToElement(coordinates), JsonPath.From("$").Of("coordinates"));
        }

        if (system && patch.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
            && metadata.TryGetProperty("system", out var facts))
        {
            Frames.Check(type, facts, JsonPath.From("$").Of("metadata").Of("system"));
        }
    }

    private static JsonElement ToElement(JsonNode node) => JsonBytes.ParseElement(JsonBytes.Write(node));

    private static bool ApplyMember(JsonObject root, JsonProperty member, DatasetOrdinal dataset, bool system)
    {
        switch (member.Name)
        {
            case "label" or "type":
                if (member.Value.ValueKind is JsonValueKind.Null)
                {
                    return false;
                }

                root[member.Name] = member.Value.ValueKind == JsonValueKind.String
                    ? member.Value.GetString()
                    : throw ApiException.BadRequest($"$.{member.Name}: expected a text.");
                return true;
            case "coordinates" when member.Value.ValueKind == JsonValueKind.Object && root["coordinates"] is JsonObject:
                // A client's difference has what changed of a point or an ellipse, not the whole of it.
                JsonMerge.Apply(root, "coordinates", member.Value);
                return true;
            case "coordinates" or "attributes" or "labelSuggestions" or "description" or "source":
                return Replace(root, member);
            case "metadata" when member.Value.ValueKind == JsonValueKind.Object:
                return ApplyMetadata(JsonMerge.ObjectAt(root, "metadata"), member.Value, dataset, system);
            case "metadata" when member.Value.ValueKind != JsonValueKind.Null:
                throw ApiException.BadRequest("$.metadata: expected an object.");
            default:
                return false;
        }
    }

    private static bool Replace(JsonObject root, JsonProperty member)
    {
        var isEmpty = member.Value.ValueKind == JsonValueKind.Null
            || (member.Name == "description" && member.Value.ValueKind == JsonValueKind.String
                && member.Value.ValueEquals(""));
        if (isEmpty)
        {
            if (member.Name == "source")
            {
                return false;
            }

            return root.Remove(member.Name);
        }

        root[member.Name] = JsonMerge.ToNode(member.Value);
        return true;
    }

    private static bool ApplyMetadata(JsonObject metadata, JsonElement patch, DatasetOrdinal dataset, bool system)
    {
        var changed = false;
        foreach (var member in patch.EnumerateObject())
        {
            if (member.Name != "system")
            {
                JsonMerge.Apply(metadata, member.Name, member.Value);
                changed = true;
                continue;
            }

            if (member.Value.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            var target = JsonMerge.ObjectAt(metadata, "system");
            foreach (var fact in member.Value.EnumerateObject())
            {
                // Attributes are what people write; the flag is for what the system keeps.
                if (system || fact.Name == "attributes")
                {
                    JsonMerge.Apply(target, fact.Name, fact.Value);
                    changed = true;
                }
            }

            JsonMerge.ObjectAt(target, "attributes");
            if (target["parentId"] is JsonValue value && value.TryGetValue<string>(out var parent))
            {
                target["parentId"] = AnnotationBody.ToStoredId(parent, dataset);
            }
        }

        return changed;
    }
}
