using System.Text.Json;
using Venn.Engine.Revisions;
using Venn.Server.Features.Items.Facts;

namespace Venn.Server.Features.Items;

/// <summary>The media type that an item's body tells.</summary>
internal static class ItemType
{
    public static string Read(Revision item)
    {
        var reader = new Utf8JsonReader(item.Body.Span, Wire.JsonSlices.ReaderOptions);
        return Enter(ref reader, "metadata"u8) && Enter(ref reader, "system"u8) && Enter(ref reader, "mimetype"u8)
            && reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } type
            && IsHeaderText(type)
                ? type
                : MimeTypes.Unknown;
    }

    /// <summary>Moves onto the value of a member of the object the reader stands on, or before at the start.</summary>
    private static bool Enter(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (reader.TokenType == JsonTokenType.None)
        {
            reader.Read();
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static bool IsHeaderText(string type) => !type.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
