using System.Text.Json;
using SkiaSharp;
using Venn.Server.Wire;

namespace Venn.Server.Features.Agreement;

/// <summary>
/// The region of an annotation in Dataloop's form: boxes, turned boxes, polygons, ellipses, masks. Of a video annotation that of its
/// first frame. Everything else has none.
/// </summary>
internal static class RegionReader
{
    /// <summary>Corners that an ellipse is drawn with: its area is then right to two thousandths.</summary>
    private const int EllipseCorners = 64;

    /// <summary>Pixels of a mask at most: a small file may claim to be a huge picture.</summary>
    private const long MaskPixelsMax = 16L << 20;

    private const int PointsMax = 100_000;

    private const string PngPrefix = "data:image/png;base64,";

    /// <returns>Null when it has no area, or is not well formed.</returns>
    public static Region? Read(ReadOnlyMemory<byte> annotation)
    {
        var body = JsonBytes.ParseElement(annotation);
        if (!body.TryGetProperty("coordinates", out var coordinates))
        {
            return null;
        }

        return body.GetText("type") switch
        {
            "box" => ReadBox(coordinates),
            "segment" => ReadRings(coordinates),
            "ellipse" => ReadEllipse(coordinates),
            "binary" => ReadMask(coordinates),
            _ => null,
        };
    }

    private static PolygonRegion? ReadBox(JsonElement coordinates)
    {
        if (coordinates.ValueKind != JsonValueKind.Array || coordinates.GetArrayLength() < 2)
        {
            return null;
        }

        // Two corners and perhaps an angle; or all four corners.
        var corners = coordinates.EnumerateArray().Select(ReadPoint).OfType<PlanePoint>().Take(5).ToArray();
        if (corners.Length == 4)
        {
            return Make([corners]);
        }

        if (corners.Length != 2)
        {
            return null;
        }

        var (a, b) = (corners[0], corners[1]);
        PlanePoint[] box = [a, new(b.X, a.Y), b, new(a.X, b.Y)];
        var angle = coordinates.GetArrayLength() > 2 ? ReadNumber(coordinates[2]) ?? 0 : 0;
        return Make([Turn(box, new PlanePoint((a.X + b.X) / 2, (a.Y + b.Y) / 2), angle)]);
    }

    private static PolygonRegion? ReadRings(JsonElement coordinates)
    {
        if (coordinates.ValueKind != JsonValueKind.Array || coordinates.GetArrayLength() == 0)
        {
            return null;
        }

        var lists = coordinates[0].ValueKind == JsonValueKind.Array ? coordinates.EnumerateArray() : (IEnumerable<JsonElement>)[coordinates];
        var rings = new List<PlanePoint[]>();
        foreach (var list in lists.Where(l => l.ValueKind == JsonValueKind.Array && l.GetArrayLength() <= PointsMax))
        {
            var ring = list.EnumerateArray().Select(ReadPoint).OfType<PlanePoint>().ToArray();
            if (ring.Length >= 3)
            {
                rings.Add(ring);
            }
        }

        return rings.Count == 0 ? null : Make(rings);
    }

    private static PolygonRegion? ReadEllipse(JsonElement coordinates)
    {
        if (coordinates.ValueKind != JsonValueKind.Object || !coordinates.TryGetProperty("center", out var at)
            || ReadPoint(at) is not { } center || ReadNumber(coordinates, "rx") is not { } rx || ReadNumber(coordinates, "ry") is not { } ry)
        {
            return null;
        }

        var ring = Enumerable.Range(0, EllipseCorners).Select(i => 2 * Math.PI * i / EllipseCorners)
            .Select(t => new PlanePoint(center.X + (rx * Math.Cos(t)), center.Y + (ry * Math.Sin(t)))).ToArray();
        return Make([Turn(ring, center, ReadNumber(coordinates, "angle") ?? 0)]);
    }

    private static MaskRegion? ReadMask(JsonElement coordinates)
    {
        var text = coordinates.ValueKind == JsonValueKind.Object ? coordinates.GetText("data")
            : coordinates.ValueKind == JsonValueKind.String ? coordinates.GetString() : null;
        if (text is null || !text.StartsWith(PngPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var png = new byte[text.Length];
        if (!Convert.TryFromBase64Chars(text.AsSpan(PngPrefix.Length), png, out var length))
        {
            return null;
        }

        using var data = SKData.CreateCopy(png.AsSpan(0, length));
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.Info.Width <= 0 || codec.Info.Height <= 0
            || (long)codec.Info.Width * codec.Info.Height > MaskPixelsMax)
        {
            return null;
        }

        using var bitmap = new SKBitmap(
            new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) is not (SKCodecResult.Success or SKCodecResult.IncompleteInput))
        {
            return null;
        }

        // A mask without transparency is black where nothing is.
        var isOpaque = codec.Info.AlphaType == SKAlphaType.Opaque;
        var bytes = bitmap.GetPixelSpan();
        var pixels = new bool[bitmap.Width * bitmap.Height];
        for (var i = 0; i < pixels.Length; i++)
        {
            var pixel = bytes.Slice(4 * i, 4);
            pixels[i] = isOpaque ? (pixel[0] | pixel[1] | pixel[2]) != 0 : pixel[3] != 0;
        }

        return MaskRegion.Of(bitmap.Width, bitmap.Height, pixels);
    }

    /// <summary>Null for one without width or height.</summary>
    private static PolygonRegion? Make(IReadOnlyList<PlanePoint[]> rings)
    {
        var region = new PolygonRegion(rings);
        return region.Bounds is { Width: > 0, Height: > 0 } ? region : null;
    }

    private static PlanePoint[] Turn(PlanePoint[] ring, PlanePoint center, double degrees)
    {
        if (degrees == 0)
        {
            return ring;
        }

        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        return [.. ring.Select(p => new PlanePoint(
            center.X + ((p.X - center.X) * cos) - ((p.Y - center.Y) * sin),
            center.Y + ((p.X - center.X) * sin) + ((p.Y - center.Y) * cos)))];
    }

    private static PlanePoint? ReadPoint(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && ReadNumber(value, "x") is { } x && ReadNumber(value, "y") is { } y
            ? new PlanePoint(x, y)
            : null;

    private static double? ReadNumber(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) ? ReadNumber(value) : null;

    private static double? ReadNumber(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && Math.Abs(number) < 1e9 ? number : null;
}
