using SkiaSharp;

namespace Venn.Server.Features.Items.Downloading;

/// <summary>
/// Makes small pictures. Memory is bounded: a picture is decoded at the smallest scale that suffices, a huge one
/// refused.
/// </summary>
internal static class Thumbnail
{
    private const int EdgePixels = 256;

    private const int Quality = 85;

    /// <summary>Pixels decoded at most, after the codec's own scaling: 4 bytes each.</summary>
    private const long MaxDecodedPixels = 64L << 20;

    /// <summary>
    /// A JPEG no larger than 256 pixels each way, or null when the bytes are no picture that can be shown.
    /// </summary>
    public static byte[]? Make(Stream picture)
    {
        using var codec = SKCodec.Create(picture);
        if (codec is null || codec.Info.Width <= 0 || codec.Info.Height <= 0)
        {
            return null;
        }

        var scale = Math.Min(1f, (float)EdgePixels / Math.Max(codec.Info.Width, codec.Info.Height));
        var decoded = codec.GetScaledDimensions(scale);
        if ((long)decoded.Width * decoded.Height > MaxDecodedPixels)
        {
            return null;
        }

        using var bitmap =
            new SKBitmap(new SKImageInfo(decoded.Width, decoded.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels())
            is not (SKCodecResult.Success or SKCodecResult.IncompleteInput))
        {
            return null;
        }

        var width = Math.Max(1, (int)MathF.Round(codec.Info.Width * scale));
        var height = Math.Max(1, (int)MathF.Round(codec.Info.Height * scale));
        using var small = bitmap.Resize(
            new SKImageInfo(width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var turned = Turn(small ?? bitmap, codec.EncodedOrigin);
        using var image = SKImage.FromBitmap(turned ?? small ?? bitmap);
        using var data = image.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return data?.ToArray();
    }

    /// <summary>The picture the right way up, or null when it is already.</summary>
    private static SKBitmap? Turn(SKBitmap bitmap, SKEncodedOrigin origin)
    {
        var degrees = origin switch
        {
            SKEncodedOrigin.BottomRight => 180,
            SKEncodedOrigin.RightTop => 90,
            SKEncodedOrigin.LeftBottom => 270,
            _ => 0,
        };
        if (degrees == 0)
        {
            return null;
        }

        var swapped = degrees != 180;
        var turned = new SKBitmap(swapped ? bitmap.Height : bitmap.Width, swapped ? bitmap.Width : bitmap.Height);
        using var canvas = new SKCanvas(turned);
        canvas.Translate(turned.Width / 2f, turned.Height / 2f);
        canvas.RotateDegrees(degrees);
        canvas.Translate(-bitmap.Width / 2f, -bitmap.Height / 2f);
        canvas.DrawBitmap(bitmap, 0, 0);
        return turned;
    }
}
