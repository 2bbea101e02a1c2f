using System.Text.Json;

namespace Venn.Server.Wire;

/// <summary>Copies parts of a JSON text without looking inside.</summary>
internal static class JsonSlices
{
    public static JsonReaderOptions ReaderOptions { get; } = new() { MaxDepth = WireJson.WriterOptions.MaxDepth };

    /// <summary>Copies the member whose name the reader stands on, and leaves the reader at its end.</summary>
    public static void CopyMember(Utf8JsonWriter json, ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        if (reader.ValueIsEscaped)
        {
            json.WritePropertyName(reader.GetString()!);
        }
        else
        {
            json.WritePropertyName(reader.ValueSpan);
        }

        reader.Read();
        json.WriteRawValue(ReadValue(ref reader, text), skipInputValidation: true);
    }

    /// <summary>The bytes of the value the reader stands on; leaves the reader at its end.</summary>
    public static ReadOnlySpan<byte> ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return text[start..(int)reader.BytesConsumed];
    }
}
