using System.Text.Json.Nodes;
using SkiaSharp;
using Venn.Protocol.Entities;

namespace Venn.Cli.Demo;

/// <summary>Draws scenes whose annotations are known exactly. The same seed draws the same scenes.</summary>
internal sealed class SceneGenerator(int seed)
{
    public const int Width = 320;
    public const int Height = 240;

    private const int ShapesMax = 5;
    private const int CameraCount = 4;
    private const float RadiusMin = 14;
    private const float RadiusMax = 38;

    private static readonly string[] Weathers = ["sun", "rain", "fog", "snow"];

    private static readonly SKColor[] Colors =
    [
        new(0xE4, 0x57, 0x56), new(0x4C, 0x78, 0xA8), new(0x54, 0xA2, 0x4B), new(0xF2, 0xA9, 0x3B),
        new(0x9D, 0x75, 0x5D),
    ];

    /// <summary>The scene of a number: a box per shape, a mask of the first, and the scene's class.</summary>
    public Scene Draw(int number)
    {
        var random = new Random(HashCode(seed, number));
        var weather = Weathers[random.Next(Weathers.Length)];
        var camera = number % CameraCount + 1;
        var shapes = Enumerable.Range(0, random.Next(1, ShapesMax + 1)).Select(_ => NewShape(random)).ToList();

        using var bitmap = new SKBitmap(Width, Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        using (var canvas = new SKCanvas(bitmap))
        {
            DrawBackground(canvas, random);
            foreach (var shape in shapes)
            {
                Fill(canvas, shape);
            }
        }

        var annotations = shapes.Select(Box).ToList();
        annotations.Add(Mask(shapes[0]));
        annotations.Add(new Annotation { Type = AnnotationTypes.Classification, Label = weather });
        return new Scene(
            $"/cam{camera}/scene_{number:00000}.png", Encode(bitmap),
            new JsonObject { ["camera"] = camera, ["weather"] = weather, ["shapes"] = shapes.Count }, annotations);
    }

    private static DrawnShape NewShape(Random random)
    {
        var radius = RadiusMin + random.NextSingle() * (RadiusMax - RadiusMin);
        return new DrawnShape(
            (ShapeKind)random.Next(Enum.GetValues<ShapeKind>().Length),
            new SKPoint(
                radius + random.NextSingle() * (Width - 2 * radius),
                radius + random.NextSingle() * (Height - 2 * radius)),
            radius, Colors[random.Next(Colors.Length)]);
    }

    private static void DrawBackground(SKCanvas canvas, Random random)
    {
        var top = SKColor.FromHsl(random.Next(360), 25, 85);
        using var shader = SKShader.CreateLinearGradient(
            new SKPoint(0, 0), new SKPoint(0, Height), [top, SKColors.White], SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader };
        canvas.DrawRect(0, 0, Width, Height, paint);
    }

    private static void Fill(SKCanvas canvas, DrawnShape shape)
    {
        using var path = shape.CreatePath();
        using var paint = new SKPaint { Color = shape.Color, IsAntialias = true };
        canvas.DrawPath(path, paint);
    }

    private static Annotation Box(DrawnShape shape)
    {
        using var path = shape.CreatePath();
        var bounds = path.TightBounds;
        return new Annotation
        {
            Type = AnnotationTypes.Box,
            Label = shape.Label,
            Coordinates = new JsonArray(Corner(bounds.Left, bounds.Top), Corner(bounds.Right, bounds.Bottom)),
        };

        static JsonObject Corner(float x, float y) => new()
        {
            ["x"] = Math.Round(x, 1),
            ["y"] = Math.Round(y, 1),
            ["z"] = 0,
        };
    }

    /// <summary>The pixels of a shape as a picture of the scene's size, transparent elsewhere.</summary>
    private static Annotation Mask(DrawnShape shape)
    {
        using var bitmap = new SKBitmap(Width, Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.Transparent);
            using var path = shape.CreatePath();
            // No half-covered pixels: a mask says yes or no.
            using var paint = new SKPaint { Color = shape.Color, IsAntialias = false };
            canvas.DrawPath(path, paint);
        }

        return new Annotation
        {
            Type = AnnotationTypes.Mask,
            Label = shape.Label,
            Coordinates = "data:image/png;base64," + Convert.ToBase64String(Encode(bitmap)),
        };
    }

    private static byte[] Encode(SKBitmap bitmap)
    {
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return data.ToArray();
    }

    /// <summary>Not <see cref="System.HashCode"/>, which differs from run to run.</summary>
    private static int HashCode(int seed, int number) => unchecked(seed * 486187739 + number * 16777619);
}
