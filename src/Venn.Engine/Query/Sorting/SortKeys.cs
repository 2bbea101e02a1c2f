using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Sorting;

/// <summary>
/// Values as 128-bit keys in sort order: the class in the top byte (missing, booleans, numbers, texts and times), then
/// the value. Whole numbers and doubles meet exactly: first as doubles, then by how far the whole number is from its.
/// </summary>
internal static class SortKeys
{
    public static UInt128 Missing => 0;

    /// <summary>The class of texts: above everything else, as far as the others go.</summary>
    public static UInt128 AnyText => Class(3);

    public static UInt128 OfBoolean(long value) => Class(1) | (ulong)value;

    public static UInt128 OfInteger(long value)
    {
        var nearest = (double)value;
        return OfNumber(nearest, (long)(value - (Int128)nearest));
    }

    /// <param name="code">As <see cref="DoubleOrder"/> has it.</param>
    public static UInt128 OfDouble(long code) => OfNumber(DoubleOrder.Decode(code), 0);

    /// <param name="rank">Among all texts of the sort; or an instant, when there are no texts.</param>
    public static UInt128 OfText(long rank) => Class(3) | Ordered(rank);

    private static UInt128 OfNumber(double nearest, long rest) =>
        Class(2) | ((UInt128)Ordered(DoubleOrder.Encode(nearest)) << 16) | (ulong)(rest + 32_768);

    private static UInt128 Class(byte value) => (UInt128)value << 120;

    private static ulong Ordered(long value) => unchecked((ulong)value ^ 0x8000_0000_0000_0000UL);
}
