using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Venn.Engine.Revisions;
using Venn.Server.Features.Annotations.Geometry;
using Venn.Server.Wire;

namespace Venn.Server.Features.Annotations;

/// <summary>
/// The JSON kept of an annotation: what the client sent of it, stamped. Geometry is kept byte for byte. A parent's id
/// is kept with the dataset's digits zero, so that a clone's annotation names the parent in the clone.
/// </summary>
internal static class AnnotationBody
{
    private const int HashBytes = 12;

    /// <param name="given">What was sent.</param>
    /// <param name="path">Where it stands in the request, for messages.</param>
    /// <param name="dataset">The dataset it is put into.</param>
    /// <param name="author">Who sent it.</param>
    /// <param name="createdAt">The instant of its lineage.</param>
    /// <exception cref="ApiException">400: it is no annotation.</exception>
    public static ReadOnlyMemory<byte> Create(
        JsonElement given, string path, DatasetOrdinal dataset, string author, DateTimeOffset createdAt)
    {
        Check(given, path);
        var type = given.GetText("type")!;
        CheckGeometry(type, given, JsonPath.From(path));
        var label = given.GetText("label") ?? "";
        var hasCoordinates = given.TryGetProperty("coordinates", out var coordinates)
            && coordinates.ValueKind != JsonValueKind.Null && type != "class";
        var geometry = hasCoordinates ? JsonMarshal.GetRawUtf8Value(coordinates) : default;
        var hash = Hash(type, label, geometry);
        return JsonBytes.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("label", label);
            if (hasCoordinates)
            {
                json.WritePropertyName("coordinates");
                json.WriteRawValue(JsonMarshal.GetRawUtf8Value(coordinates), skipInputValidation: true);
            }

            CopyOptional(json, given, "attributes", JsonValueKind.Array);
            WriteMetadata(json, given, dataset);
            json.WriteString("source", given.GetText("source"));
            CopyOptional(json, given, "description", JsonValueKind.String);
            CopyOptional(json, given, "labelSuggestions", JsonValueKind.Array);
            WriteStamps(json, hash, author, createdAt);
            json.WriteEndObject();
        });
    }

    /// <summary>The opaque text that changes with what an annotation shows.</summary>
    public static string Hash(string type, string label, ReadOnlySpan<byte> coordinates)
    {
        using var hasher = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hasher.AppendData(Encoding.UTF8.GetBytes($"{type}\0{label}\0"));
        hasher.AppendData(coordinates);
        return Convert.ToHexStringLower(hasher.GetHashAndReset().AsSpan(0, HashBytes));
    }

    /// <summary>A parent's id in the form it is kept in; ids of other datasets stay as they are.</summary>
    public static string ToStoredId(string id, DatasetOrdinal dataset) =>
        WireId.TryParse(id, out var owner, out var number) && owner == dataset
            ? WireId.Of(DatasetOrdinal.None, new Lineage(number))
            : id;

    private static void CheckGeometry(string type, JsonElement given, JsonPath path)
    {
        if (given.TryGetProperty("coordinates", out var coordinates))
        {
            AnnotationGeometry.Check(type, coordinates, path.Of("coordinates"));
        }

        if (given.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
            && metadata.TryGetProperty("system", out var system))
        {
            Frames.Check(type, system, path.Of("metadata").Of("system"));
        }
    }

    private static void Check(JsonElement given, string path)
    {
        if (given.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.BadRequest($"{path}: expected an annotation, which is an object.");
        }

        if (string.IsNullOrEmpty(given.GetText("type")))
        {
            throw ApiException.BadRequest($"{path}.type: expected the kind of annotation, such as box.");
        }

        CheckKind(given, path, "label", JsonValueKind.String, "a text");
        CheckKind(given, path, "metadata", JsonValueKind.Object, "an object");
        CheckKind(given, path, "description", JsonValueKind.String, "a text");
        if (given.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object)
        {
            CheckKind(metadata, path + ".metadata", "system", JsonValueKind.Object, "an object");
        }
    }

    private static void CheckKind(JsonElement parent, string path, string name, JsonValueKind kind, string wanted)
    {
        if (parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            && value.ValueKind != kind)
        {
            throw ApiException.BadRequest($"{path}.{name}: expected {wanted}.");
        }
    }

    private static void CopyOptional(Utf8JsonWriter json, JsonElement given, string name, JsonValueKind kind)
    {
        if (given.TryGetProperty(name, out var value) && value.ValueKind == kind
            && (kind != JsonValueKind.String || !value.ValueEquals("")))
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }
    }

    private static void WriteMetadata(Utf8JsonWriter json, JsonElement given, DatasetOrdinal dataset)
    {
        json.WriteStartObject("metadata");
        json.WriteStartObject("system");
        var hasMetadata = given.TryGetProperty("metadata", out var metadata)
            && metadata.ValueKind == JsonValueKind.Object;
        var hasAttributes = false;
        if (hasMetadata && metadata.TryGetProperty("system", out var system)
            && system.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in system.EnumerateObject())
            {
                if (member.Name == "attributes")
                {
                    hasAttributes = member.Value.ValueKind != JsonValueKind.Null;
                    if (!hasAttributes)
                    {
                        continue;
                    }
                }

                if (member.Name == "parentId" && member.Value.ValueKind == JsonValueKind.String)
                {
                    json.WriteString("parentId", ToStoredId(member.Value.GetString()!, dataset));
                }
                else
                {
                    member.WriteTo(json);
                }
            }
        }

        if (!hasAttributes)
        {
            json.WriteStartObject("attributes");
            json.WriteEndObject();
        }

        json.WriteEndObject();
        if (hasMetadata)
        {
            foreach (var member in metadata.EnumerateObject())
            {
                if (member.Name != "system")
                {
                    member.WriteTo(json);
                }
            }
        }

        json.WriteEndObject();
    }

    private static void WriteStamps(Utf8JsonWriter json, string hash, string author, DateTimeOffset createdAt)
    {
        var time = WireTime.Format(createdAt);
        json.WriteString("hash", hash);
        json.WriteString("creator", author);
        json.WriteString("createdAt", time);
        json.WriteString("updatedAt", time);
        json.WriteString("updatedBy", author);
    }
}
