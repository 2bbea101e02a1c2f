using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Venn.Server.Features.Annotations.Geometry;

/// <summary>
/// The coordinates of a mask: a PNG as the text <c>data:image/png;base64,…</c>, or an object with that text as <c>data</c>. The
/// picture is not decoded: that its bytes are base64 and begin as a PNG does is what is looked at.
/// </summary>
internal static class MaskImage
{
    private const string Wanted = "a PNG as data:image/png;base64,…";

    /// <summary>The signature of a PNG is 8 bytes; 12 characters are 9.</summary>
    private const int HeadChars = 12;

    private static ReadOnlySpan<byte> Prefix => "data:image/png;base64,"u8;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static void Check(JsonElement mask, JsonPath path)
    {
        if (mask.ValueKind == JsonValueKind.Object)
        {
            (mask, path) = (Shape.Require(mask, path, "data"), path.Of("data"));
        }

        if (mask.ValueKind != JsonValueKind.String)
        {
            throw path.Wrong(Wanted);
        }

        // The text as it stands in the request, between its quotes: masks are long, and hardly ever escaped.
        var text = JsonMarshal.GetRawUtf8Value(mask)[1..^1];
        if (text.Contains((byte)'\\'))
        {
            text = Encoding.UTF8.GetBytes(mask.GetString()!);
        }

        if (!text.StartsWith(Prefix))
        {
            throw path.Wrong(Wanted);
        }

        var base64 = text[Prefix.Length..];
        if (!Base64.IsValid(base64) || !IsPng(base64))
        {
            throw path.Wrong(Wanted + " whose base64 decodes to a PNG");
        }
    }

    private static bool IsPng(ReadOnlySpan<byte> base64)
    {
        Span<byte> head = stackalloc byte[HeadChars];
        return base64.Length >= HeadChars
            && Base64.DecodeFromUtf8(base64[..HeadChars], head, out _, out var written, isFinalBlock: true) == System.Buffers.OperationStatus.Done
            && head[..written].StartsWith(Signature);
    }
}
