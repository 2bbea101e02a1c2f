using System.Text.Json;
using Venn.Engine.Query;
using Venn.Engine.Segments;
using Venn.Storage.Catalog;

namespace Venn.Benchmarks.Query;

/// <summary>
/// The size of boxes as the server's store has it, under the same names and version: else the first server on what was
/// loaded here would make every segment again. The engine's library knows no boxes.
/// </summary>
internal static class BoxFields
{
    private static readonly FieldPath Coordinates = FieldPath.Of("coordinates");

    public static FieldPath Width { get; } = FieldPath.Derived("boxWidth", Coordinates);

    public static FieldPath Height { get; } = FieldPath.Derived("boxHeight", Coordinates);

    public static FieldPath Area { get; } = FieldPath.Computed("boxArea", Width, Height, static (width, height) => width * height);

    public static DerivedFields Derived { get; } = new("box1", Relation.Annotations, [Width, Height], static (body, values) =>
    {
        var reader = new Utf8JsonReader(body);
        var json = JsonElement.ParseValue(ref reader);
        if (json.GetProperty("type").ValueEquals("box"u8))
        {
            var corners = json.GetProperty("coordinates");
            values[0] = Math.Abs(corners[1].GetProperty("x").GetDouble() - corners[0].GetProperty("x").GetDouble());
            values[1] = Math.Abs(corners[1].GetProperty("y").GetDouble() - corners[0].GetProperty("y").GetDouble());
        }
    });
}
