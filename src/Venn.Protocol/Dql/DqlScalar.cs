using System.Globalization;
using System.Text.Json;

namespace Venn.Protocol.Dql;

/// <summary>A single JSON value that a condition compares with.</summary>
public readonly record struct DqlScalar(DqlScalarKind Kind, string? Text, long Integer, double Number)
{
    public static DqlScalar Null => default;

    public bool IsNull => Kind == DqlScalarKind.Null;

    /// <summary>Text in which <c>*</c> or <c>?</c> stand for other characters.</summary>
    public bool IsPattern => Kind == DqlScalarKind.Text && Text!.AsSpan().ContainsAny('*', '?');

    public bool Boolean => Integer != 0;

    public static DqlScalar Of(string text) => new(DqlScalarKind.Text, text, 0, 0);

    public static DqlScalar Of(long integer) => new(DqlScalarKind.Integer, null, integer, 0);

    public static DqlScalar Of(double number) => new(DqlScalarKind.Number, null, 0, number);

    public static DqlScalar Of(bool value) => new(DqlScalarKind.Boolean, null, value ? 1 : 0, 0);

    /// <summary>The scalar that the element is, or nothing when it is an object or array.</summary>
    public static bool TryRead(JsonElement element, out DqlScalar scalar)
    {
        scalar = element.ValueKind switch
        {
            JsonValueKind.String => Of(element.GetString()!),
            JsonValueKind.True => Of(true),
            JsonValueKind.False => Of(false),
            JsonValueKind.Number when element.TryGetInt64(out var integer) => Of(integer),
            JsonValueKind.Number => Of(element.GetDouble()),
            _ => Null,
        };
        return element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);
    }

    public override string ToString() => Kind switch
    {
        DqlScalarKind.Null => "null",
        DqlScalarKind.Text => $"\"{Text}\"",
        DqlScalarKind.Integer => Integer.ToString(CultureInfo.InvariantCulture),
        DqlScalarKind.Number => Number.ToString("R", CultureInfo.InvariantCulture),
        _ => Boolean ? "true" : "false",
    };
}
