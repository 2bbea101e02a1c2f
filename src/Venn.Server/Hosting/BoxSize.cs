using System.Text.Json;
using Venn.Engine.Query;
using Venn.Engine.Segments;
using Venn.Storage.Catalog;

namespace Venn.Server.Hosting;

/// <summary>
/// The size of an annotation's box, in pixels, as columns: geometry is opaque to the engine, which is told here how to make
/// numbers of it. Width and height are kept; area and aspect are computed of them when they are asked for.
/// </summary>
public static class BoxSize
{
    /// <summary>As deep as the engine takes bodies: what it has stored must never fail here.</summary>
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 1024 };

    private static readonly FieldPath Coordinates = FieldPath.Of("coordinates");

    public static FieldPath Width { get; } = FieldPath.Derived("boxWidth", Coordinates);

    public static FieldPath Height { get; } = FieldPath.Derived("boxHeight", Coordinates);

    public static FieldPath Area { get; } = FieldPath.Computed("boxArea", Width, Height, static (width, height) => width * height);

    /// <summary>Width over height.</summary>
    public static FieldPath Aspect { get; } = FieldPath.Computed("boxAspect", Width, Height, static (width, height) => width / height);

    public static DerivedFields Fields { get; } = new("box1", Relation.Annotations, [Width, Height], Derive);

    /// <summary>By the name on the wire; null for any other.</summary>
    public static FieldPath? Find(string name) => name switch
    {
        "box.width" => Width,
        "box.height" => Height,
        "box.area" => Area,
        "box.aspect" => Aspect,
        _ => null,
    };

    private static void Derive(ReadOnlySpan<byte> body, Span<double> values)
    {
        var reader = new Utf8JsonReader(body, ReaderOptions);
        var (isBox, width, height) = (false, double.NaN, double.NaN);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isType, isCoordinates) = (Is(reader, "type"u8), Is(reader, "coordinates"u8));
            reader.Read();
            if (isType)
            {
                isBox = reader.TokenType == JsonTokenType.String && Is(reader, "box"u8);
            }

            if (isCoordinates && reader.TokenType == JsonTokenType.StartArray)
            {
                (width, height) = ReadCorners(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        if (isBox)
        {
            (values[0], values[1]) = (width, height);
        }
    }

    // Two corners; what may follow them (the angle of a turned box) changes no side.
    private static (double Width, double Height) ReadCorners(ref Utf8JsonReader reader)
    {
        var (first, second) = ((X: double.NaN, Y: double.NaN), (X: double.NaN, Y: double.NaN));
        for (var corner = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; corner++)
        {
            if (corner < 2 && reader.TokenType == JsonTokenType.StartObject)
            {
                var point = ReadPoint(ref reader);
                (first, second) = corner == 0 ? (point, second) : (first, point);
            }
            else
            {
                reader.Skip();
            }
        }

        return (Math.Abs(second.X - first.X), Math.Abs(second.Y - first.Y));
    }

    private static (double X, double Y) ReadPoint(ref Utf8JsonReader reader)
    {
        var (x, y) = (double.NaN, double.NaN);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isX, isY) = (Is(reader, "x"u8), Is(reader, "y"u8));
            reader.Read();
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value))
            {
                (x, y) = (isX ? value : x, isY ? value : y);
            }

            reader.Skip();
        }

        return (x, y);
    }

    // Texts with escapes are none of these; to unescape half a surrogate pair would throw.
    private static bool Is(in Utf8JsonReader reader, ReadOnlySpan<byte> text) => !reader.ValueIsEscaped && reader.ValueTextEquals(text);
}
