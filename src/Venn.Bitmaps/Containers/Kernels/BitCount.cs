using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Venn.Bitmaps.Containers.Kernels;

/// <summary>
/// Bits of each byte of a vector, by a table of nibbles. Source: W. Muła, N. Kurz, D. Lemire, "Faster Population Counts
/// Using AVX2 Instructions" (2018).
/// </summary>
internal static class BitCount
{
    /// <summary>Vectors whose byte counts may be added before a byte overflows: 31 · 8 = 248.</summary>
    public const int MaxVectorsPerByteSum = 31;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> OfBytes(Vector512<ulong> words)
    {
        // Spelt out, so that it is one constant: put together from halves it was built anew in each turn of the loop.
        var table = Vector512.Create(
            (byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,
            0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
        var low = words.AsByte() & Vector512.Create((byte)15);
        var high = (words >> 4).AsByte() & Vector512.Create((byte)15);
        return Vector512.ShuffleNative(table, low) + Vector512.ShuffleNative(table, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> OfBytes(Vector256<ulong> words)
    {
        var low = words.AsByte() & Vector256.Create((byte)15);
        var high = (words >> 4).AsByte() & Vector256.Create((byte)15);
        // Each half looks up in its own copy of the table, whichever lane an instruction reads from.
        return Vector256.Create(
            Vector128.ShuffleNative(Nibbles128, low.GetLower()) + Vector128.ShuffleNative(Nibbles128, high.GetLower()),
            Vector128.ShuffleNative(Nibbles128, low.GetUpper()) + Vector128.ShuffleNative(Nibbles128, high.GetUpper()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Sum(Vector512<byte> counts)
    {
        var (lower, upper) = Vector512.Widen(counts);
        return Vector512.Sum(lower + upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Sum(Vector256<byte> counts)
    {
        var (lower, upper) = Vector256.Widen(counts);
        return Vector256.Sum(lower + upper);
    }

    private static Vector128<byte> Nibbles128 => Vector128.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
}
