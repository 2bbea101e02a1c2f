using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Protocol.Entities;

namespace Venn.Cli.Import;

/// <summary>
/// What an annotation says, as text that is equal for equal content: without ids, authors and times, with keys in order,
/// <c>10</c> and <c>10.0</c> alike, and what is empty as if it were not there.
/// </summary>
internal static class AnnotationKey
{
    public static string Of(Annotation annotation)
    {
        var text = new StringBuilder();
        Append(text, new JsonObject
        {
            ["type"] = annotation.Type,
            ["label"] = annotation.Label,
            // A classification has none, whatever the file says.
            ["coordinates"] = annotation.Type == AnnotationTypes.Classification
                ? null
                : annotation.Coordinates?.DeepClone(),
            ["attributes"] = annotation.Attributes?.DeepClone(),
            ["metadata"] = annotation.Metadata?.DeepClone(),
            ["description"] = annotation.Description,
        });
        return text.ToString();
    }

    /// <summary>Appends a value; nothing, and false, for an empty one.</summary>
    private static bool Append(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject entries:
                return AppendObject(text, entries);
            case JsonArray elements:
                return AppendArray(text, elements);
            case JsonValue value when value.GetValueKind() == JsonValueKind.Number:
                text.Append(AsNumber(value));
                return true;
            case JsonValue value:
                text.Append(value.ToJsonString());
                return true;
            default:
                return false;
        }
    }

    private static bool AppendObject(StringBuilder text, JsonObject entries)
    {
        var start = text.Length;
        text.Append('{');
        foreach (var (name, value) in entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var before = text.Length;
            text.Append(JsonSerializer.Serialize(name, Protocol.Json.ProtocolJson.Default.String)).Append(':');
            if (Append(text, value))
            {
                text.Append(',');
            }
            else
            {
                text.Length = before;
            }
        }

        return Close(text, start, '}');
    }

    private static bool AppendArray(StringBuilder text, JsonArray elements)
    {
        var start = text.Length;
        text.Append('[');
        foreach (var element in elements)
        {
            // A place in a list counts even when it is empty.
            if (!Append(text, element))
            {
                text.Append("null");
            }

            text.Append(',');
        }

        return Close(text, start, ']');
    }

    private static bool Close(StringBuilder text, int start, char bracket)
    {
        if (text.Length == start + 1)
        {
            text.Length = start;
            return false;
        }

        text.Append(bracket);
        return true;
    }

    private static string AsNumber(JsonValue value) =>
        double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);
}
