using System.Runtime.InteropServices;
using System.Text.Json;
using Venn.Engine.Segments.Columns;
using Venn.Engine.Segments.Tail;

namespace Venn.Engine.Query.Bodies;

/// <summary>Finds the values of a field in a parsed body, in document order.</summary>
internal static class BodyFields
{
    /// <summary>Everything at the path: arrays, and their elements at any depth, each as an entry.</summary>
    public static void Find(JsonElement element, ReadOnlySpan<string> names, List<JsonElement> into)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            if (names.IsEmpty)
            {
                into.Add(element);
            }

            foreach (var inner in element.EnumerateArray())
            {
                Find(inner, names, into);
            }

            return;
        }

        if (names.IsEmpty)
        {
            into.Add(element);
            return;
        }

        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (property.NameEquals(names[0]))
                {
                    Find(property.Value, names[1..], into);
                }
            }
        }
    }

    /// <summary>A scalar as columns hold it; text in UTF-8 beside its kind. False for null, objects and arrays.</summary>
    public static bool TryRead(JsonElement element, out ColumnKind kind, out long value, out byte[] text)
    {
        value = 0;
        text = [];
        kind = ColumnKind.Null;
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                var raw = JsonMarshal.GetRawUtf8Value(element)[1..^1];
                text = raw.Contains((byte)'\\') ? JsonText.Unescape(raw) : raw.ToArray();
                kind = IsoTime.TryParseCanonical(text, out value) ? ColumnKind.Time : ColumnKind.Text;
                return true;
            case JsonValueKind.Number:
                kind = ColumnKind.Integer;
                if (!element.TryGetInt64(out value))
                {
                    kind = ColumnKind.Number;
                    value = DoubleOrder.Encode(element.GetDouble());
                }

                return true;
            case JsonValueKind.True:
            case JsonValueKind.False:
                kind = ColumnKind.Boolean;
                value = element.ValueKind == JsonValueKind.True ? 1 : 0;
                return true;
            default:
                return false;
        }
    }
}
