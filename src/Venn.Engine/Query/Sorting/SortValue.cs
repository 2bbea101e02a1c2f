using System.Runtime.CompilerServices;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Sorting;

/// <summary>What a row sorts by in one field, comparable between segments: texts (and times, by their ISO form) as they are, the rest as keys.</summary>
/// <param name="Key">As <see cref="SortKeys"/> has it; of a text its class alone.</param>
/// <param name="Text">UTF-8; null for what is no text.</param>
internal readonly record struct SortValue(UInt128 Key, byte[]? Text) : IComparable<SortValue>
{
    public static SortValue Missing => new(SortKeys.Missing, null);

    public static SortValue Of(ColumnKind kind, long value, ReadOnlySpan<byte> text)
    {
        switch (kind)
        {
            case ColumnKind.Integer:
                return new(SortKeys.OfInteger(value), null);
            case ColumnKind.Number:
                return new(SortKeys.OfDouble(value), null);
            case ColumnKind.Boolean:
                return new(SortKeys.OfBoolean(value), null);
            case ColumnKind.Time:
                var iso = new byte[IsoTime.Length];
                IsoTime.Format(value, iso);
                return new(SortKeys.AnyText, iso);
            default:
                return new(SortKeys.AnyText, text.ToArray());
        }
    }

    /// <summary>Of a column's value.</summary>
    public static SortValue Of(Column column, long value)
    {
        Span<byte> scratch = stackalloc byte[TextDictionary.ScratchSizeBytes];
        return Of(column.Kind, value, column.Kind == ColumnKind.Text ? column.Dictionary!.Get((int)value, scratch) : default);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int CompareTo(SortValue other) =>
        Text is not null && other.Text is not null ? Text.AsSpan().SequenceCompareTo(other.Text) : Key.CompareTo(other.Key);
}
