using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Facets.Reading;

/// <summary>One value of a row that has several, in one form for equal values.</summary>
/// <param name="Row">In its segment.</param>
/// <param name="Kind">Of the value; whole numbers are integers, whatever they were written as.</param>
/// <param name="Value">As columns hold it; 0 for text.</param>
/// <param name="Text">UTF-8; empty for other kinds.</param>
internal readonly record struct RowValue(int Row, ColumnKind Kind, long Value, byte[] Text) : IComparable<RowValue>
{
    public static RowValue Of(int row, Column column, long value)
    {
        Span<byte> scratch = stackalloc byte[TextDictionary.ScratchSizeBytes];
        return column.Kind == ColumnKind.Text
            ? new RowValue(row, ColumnKind.Text, 0, column.Dictionary!.Get((int)value, scratch).ToArray())
            : Of(row, column.Kind, value, []);
    }

    public static RowValue Of(int row, ColumnKind kind, long value, byte[] text) =>
        kind == ColumnKind.Text ? new RowValue(row, kind, 0, text)
        : kind == ColumnKind.Number && DoubleOrder.TryGetWhole(DoubleOrder.Decode(value), out var whole)
            ? new RowValue(row, ColumnKind.Integer, whole, [])
            : new RowValue(row, kind, value, []);

    public int CompareTo(RowValue other) =>
        Row != other.Row ? Row.CompareTo(other.Row)
        : Kind != other.Kind ? Kind.CompareTo(other.Kind)
        : Value != other.Value ? Value.CompareTo(other.Value)
        : Text.AsSpan().SequenceCompareTo(other.Text);
}
