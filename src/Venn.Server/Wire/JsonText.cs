using System.Text.Json;
using System.Text.Unicode;

namespace Venn.Server.Wire;

/// <summary>
/// Refuses JSON whose texts are no text: bytes that are not UTF-8, or half of a surrogate pair in an escape. The parser
/// takes both and fails only when somebody reads the text.
/// </summary>
internal static class JsonText
{
    /// <exception cref="ApiException">It has one; the message names its place.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static void Require(ReadOnlySpan<byte> utf8, string what)
    {
        if (!Utf8.IsValid(utf8))
        {
            throw ApiException.BadRequest($"The {what} is not UTF-8. Send JSON in UTF-8.");
        }

        if (!HasSurrogateEscape(utf8))
        {
            return;
        }

        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = JsonBody.DepthMax });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                RequireWhole(ref reader, what);
            }
        }
    }

    private static void RequireWhole(ref Utf8JsonReader reader, string what)
    {
        try
        {
            reader.GetString();
        }
        catch (InvalidOperationException)
        {
            throw ApiException.BadRequest(
                $"The {what} has half of a surrogate pair in the text at byte {reader.TokenStartIndex}: \\ud800 to \\udbff "
                + "and \\udc00 to \\udfff stand in pairs alone.");
        }
    }

    /// <summary>Whether <c>\ud8</c> to <c>\udf</c> is somewhere: seldom, so that most bodies are read once.</summary>
    private static bool HasSurrogateEscape(ReadOnlySpan<byte> utf8)
    {
        for (int at; (at = utf8.IndexOf("\\u"u8)) >= 0; utf8 = utf8[(at + 2)..])
        {
            if (utf8.Length > at + 3 && utf8[at + 2] is (byte)'d' or (byte)'D' && utf8[at + 3] is not (>= (byte)'0' and <= (byte)'7'))
            {
                return true;
            }
        }

        return false;
    }
}
