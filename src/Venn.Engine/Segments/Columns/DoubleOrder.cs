using System.Runtime.CompilerServices;

namespace Venn.Engine.Segments.Columns;

/// <summary>Doubles as 64-bit integers in the same order. Minus zero becomes zero; NaN, which JSON lacks, has no place.</summary>
internal static class DoubleOrder
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Encode(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value == 0 ? 0 : value);
        return bits ^ ((bits >> 63) & long.MaxValue);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Decode(long code) => BitConverter.Int64BitsToDouble(code ^ ((code >> 63) & long.MaxValue));

    /// <summary>One form for equal numbers: 1.0 is 1.</summary>
    public static bool TryGetWhole(double number, out long whole)
    {
        var isWhole = Math.Abs(number) < 9e18 && Math.Floor(number) == number;
        whole = isWhole ? (long)number : 0;
        return isWhole;
    }
}
