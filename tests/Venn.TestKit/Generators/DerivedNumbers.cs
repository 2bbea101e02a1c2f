using System.Text.Json.Nodes;
using Venn.Engine.Query;
using Venn.Engine.Segments;
using Venn.Storage.Catalog;

namespace Venn.TestKit.Generators;

/// <summary>Numbers made of the annotations of <see cref="BodyGenerator"/>: two of the coordinates, one of the note, which a mask hides.</summary>
public static class DerivedNumbers
{
    public static FieldPath Across { get; } = FieldPath.Derived("across", FieldPath.Parse("coordinates"));

    public static FieldPath Up { get; } = FieldPath.Derived("up", FieldPath.Parse("coordinates"));

    public static FieldPath NoteLength { get; } = FieldPath.Derived("noteLength", FieldPath.Parse("note"));

    public static FieldPath Spread { get; } = FieldPath.Computed("spread", Across, Up, static (across, up) => across * up);

    public static DerivedFields Fields { get; } = new("test1", Relation.Annotations, [Across, Up, NoteLength], static (body, values) =>
    {
        var json = JsonNode.Parse(body)!;
        foreach (var (field, i) in ((FieldPath[])[Across, Up, NoteLength]).Select((field, i) => (field, i)))
        {
            values[i] = Of(field, json.AsObject()) ?? double.NaN;
        }
    });

    /// <summary>The number that a body has, or null.</summary>
    public static double? Of(FieldPath field, JsonObject body)
    {
        var corners = body["coordinates"] as JsonArray;
        return field.ToString() switch
        {
            "$across" => corners?[0]!.GetValue<double>(),
            "$up" => corners?[1]!.GetValue<double>(),
            "$noteLength" => body["note"]?.GetValue<string>().Length,
            "$spread" => corners?[0]!.GetValue<double>() * corners?[1]!.GetValue<double>(),
            _ => throw new NotSupportedException(field.ToString()),
        };
    }
}
