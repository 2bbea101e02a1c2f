using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Venn.Engine.Versions.Comparing;

/// <summary>
/// One form for equal JSON: members by the ordinal order of their names, no blanks, numbers in their shortest round-trip
/// form, text with the fewest escapes. Some paths are left out, and the text at some is put in other words.
/// </summary>
internal sealed class CanonicalJson(IReadOnlyCollection<string> leftOut, IReadOnlyCollection<string> rewritten, Func<string, string> rewrite)
{
    /// <summary>From here on a double is no exact whole number any more.</summary>
    private const double ExactWholeLimit = 9007199254740992;

    private static readonly JsonWriterOptions Options =
        new() { SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public byte[] Write(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var buffer = new ArrayBufferWriter<byte>(json.Length);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            Write(writer, document.RootElement, "");
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void Write(Utf8JsonWriter writer, JsonElement value, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(writer, value, path);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var element in value.EnumerateArray())
                {
                    Write(writer, element, path);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                WriteNumber(writer, value);
                break;
            case JsonValueKind.String when rewritten.Contains(path):
                writer.WriteStringValue(rewrite(value.GetString()!));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private void WriteObject(Utf8JsonWriter writer, JsonElement value, string path)
    {
        writer.WriteStartObject();
        foreach (var property in value.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            var below = path.Length == 0 ? property.Name : path + "." + property.Name;
            if (!leftOut.Contains(below))
            {
                writer.WritePropertyName(property.Name);
                Write(writer, property.Value, below);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.TryGetInt64(out var integer))
        {
            writer.WriteNumberValue(integer);
        }
        else if (value.TryGetDouble(out var number) && double.IsFinite(number))
        {
            // 10.0 and 10 are one value.
            if (number == Math.Truncate(number) && Math.Abs(number) < ExactWholeLimit)
            {
                writer.WriteNumberValue((long)number);
            }
            else
            {
                writer.WriteNumberValue(number);
            }
        }
        else
        {
            writer.WriteRawValue(Encoding.UTF8.GetBytes(value.GetRawText()), skipInputValidation: true);
        }
    }
}
