using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Protocol.Entities;

namespace Venn.Cli.Import;

/// <summary>
/// What an annotation file says of one item. Source: Dataloop's JSON, as its platform (<c>itemMetadata</c>) and its
/// exporter (<c>metadata</c>) write it.
/// </summary>
/// <param name="Filename">What the file says it is for. It may lie.</param>
/// <param name="UserMetadata">Of the item; none when the file has none.</param>
internal sealed record AnnotationDocument(
    string? Filename, IReadOnlyList<Annotation> Annotations, JsonObject? UserMetadata)
{
    /// <summary>Whether a JSON file is an object with a list of annotations: cheap enough to ask of every JSON file.</summary>
    public static bool LooksLikeOne(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("annotations", out var annotations)
                && annotations.ValueKind == JsonValueKind.Array;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <exception cref="FormatException">The file is not JSON of that form; the message says where.</exception>
    public static async Task<AnnotationDocument> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(file);
            var root = await JsonNode.ParseAsync(stream, cancellationToken: cancellationToken);
            return root is JsonObject item
                ? Read(item)
                : throw new FormatException("it is not a JSON object with 'filename' and 'annotations'.");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"it is not JSON: {exception.Message}", exception);
        }
    }

    private static AnnotationDocument Read(JsonObject item)
    {
        var annotations = new List<Annotation>();
        if (item["annotations"] is not null)
        {
            var entries = item["annotations"] as JsonArray ?? throw new FormatException("'annotations' is not a list.");
            for (var i = 0; i < entries.Count; i++)
            {
                annotations.Add(ReadAnnotation(entries[i], i));
            }
        }

        var metadata = item["itemMetadata"] as JsonObject ?? item["metadata"] as JsonObject;
        return new AnnotationDocument(
            TextOf(item["filename"]), annotations,
            metadata?["user"] is JsonObject { Count: > 0 } user ? user.DeepClone().AsObject() : null);
    }

    private static Annotation ReadAnnotation(JsonNode? node, int index)
    {
        var entry = node as JsonObject ?? throw new FormatException($"annotations[{index}] is not an object.");
        return new Annotation
        {
            Type = TextOf(entry["type"]) ?? throw new FormatException($"annotations[{index}] has no 'type'."),
            Label = TextOf(entry["label"]) ?? throw new FormatException($"annotations[{index}] has no 'label'."),
            Coordinates = entry["coordinates"]?.DeepClone(),
            Attributes = entry["attributes"]?.DeepClone(),
            Metadata = (entry["metadata"] as JsonObject)?.DeepClone().AsObject(),
            Description = TextOf(entry["description"]),
            Source = TextOf(entry["source"]),
        };
    }

    private static string? TextOf(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
