using System.Globalization;

namespace Venn.Engine.Query;

/// <summary>
/// A value that a filter compares with. Text compares with text ordinally (UTF-8 byte order); text that is a date or
/// time also compares with times, as an instant; text that is a number also compares with numbers. Numbers compare
/// with numbers as values, whatever their form (1 equals 1.0). Booleans compare with booleans for equality alone.
/// </summary>
public readonly record struct FieldValue
{
    private FieldValue(FieldValueKind kind, string? text, long integer, double number)
    {
        Kind = kind;
        Text = text;
        Integer = integer;
        Number = number;
    }

    public FieldValueKind Kind { get; }

    /// <summary>For <see cref="FieldValueKind.Text"/>.</summary>
    public string? Text { get; }

    /// <summary>For <see cref="FieldValueKind.Integer"/>; 0 or 1 for <see cref="FieldValueKind.Boolean"/>.</summary>
    public long Integer { get; }

    /// <summary>For <see cref="FieldValueKind.Number"/>.</summary>
    public double Number { get; }

    public static FieldValue Of(string text) => new(FieldValueKind.Text, text, 0, 0);

    public static FieldValue Of(long integer) => new(FieldValueKind.Integer, null, integer, 0);

    public static FieldValue Of(double number) => new(FieldValueKind.Number, null, 0, number);

    public static FieldValue Of(bool value) => new(FieldValueKind.Boolean, null, value ? 1 : 0, 0);

    public override string ToString() => Kind switch
    {
        FieldValueKind.Text => $"\"{Text}\"",
        FieldValueKind.Integer => Integer.ToString(CultureInfo.InvariantCulture),
        FieldValueKind.Number => Number.ToString("R", CultureInfo.InvariantCulture),
        _ => Integer != 0 ? "true" : "false",
    };
}

/// <summary>Types of a filter's value.</summary>
public enum FieldValueKind
{
    Text,
    Integer,
    Number,
    Boolean,
}
