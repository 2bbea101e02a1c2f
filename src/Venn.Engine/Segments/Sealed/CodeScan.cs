using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Venn.Engine.Segments.Sealed;

/// <summary>Scans of codes, 64 rows to a word of bits. Measured rates stand in docs/design/segments.md.</summary>
/// <remarks>Here and in other loops over whole columns the compiler optimizes at once: what a fresh process is first asked would be over before it did.</remarks>
internal static class CodeScan
{
    /// <summary>Ors in the rows with low ≤ code ≤ high.</summary>
    /// <param name="codes">A multiple of 64.</param>
    /// <param name="low">Smallest code wanted.</param>
    /// <param name="high">Largest code wanted.</param>
    /// <param name="candidates">Words without any are passed over.</param>
    /// <param name="words">One for each 64 codes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MarkRange<T>(ReadOnlySpan<T> codes, T low, T high, ReadOnlySpan<ulong> candidates, Span<ulong> words)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>
    {
        var width = high - low;
        ref var code = ref MemoryMarshal.GetReference(codes[..(words.Length * 64)]);
        for (var w = 0; w < words.Length; w++)
        {
            if (candidates[w] != 0)
            {
                words[w] |= MatchWord(ref Unsafe.Add(ref code, w * 64), low, width);
            }
        }
    }

    /// <summary>A bit for each of the 64 codes with code - low ≤ width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MatchWord<T>(ref T code, T low, T width)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>
    {
        var bits = 0UL;
        if (Vector512.IsHardwareAccelerated)
        {
            for (var i = 0; i < 64; i += Vector512<T>.Count)
            {
                var block = Vector512.LoadUnsafe(ref Unsafe.Add(ref code, i)) - Vector512.Create(low);
                bits |= Vector512.LessThanOrEqual(block, Vector512.Create(width)).ExtractMostSignificantBits() << i;
            }

            return bits;
        }

        for (var i = 0; i < 64; i += Vector256<T>.Count)
        {
            var block = Vector256.LoadUnsafe(ref Unsafe.Add(ref code, i)) - Vector256.Create(low);
            bits |= (ulong)Vector256.LessThanOrEqual(block, Vector256.Create(width)).ExtractMostSignificantBits() << i;
        }

        return bits;
    }

    /// <summary>Ors in the rows whose value's bit is set in a table.</summary>
    /// <param name="codes">A multiple of 64.</param>
    /// <param name="start">The value of code 0.</param>
    /// <param name="hasMissing">Code 0 is no value.</param>
    /// <param name="table">A bit for each value.</param>
    /// <param name="candidates">Words without any are passed over.</param>
    /// <param name="words">One for each 64 codes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MarkTable<T>(
        ReadOnlySpan<T> codes, int start, bool hasMissing, ReadOnlySpan<ulong> table, ReadOnlySpan<ulong> candidates, Span<ulong> words)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>
    {
        for (var w = 0; w < words.Length; w++)
        {
            if (candidates[w] == 0)
            {
                continue;
            }

            var bits = 0UL;
            var there = 0UL;
            var rows = codes.Slice(w * 64, 64);
            for (var i = 0; i < rows.Length; i++)
            {
                var value = (int)(uint.CreateTruncating(rows[i]) + (uint)start);
                var word = (uint)value >> 6;
                var bit = word < (uint)table.Length ? (table[(int)word] >> value) & 1 : 0;
                bits |= bit << i;
                there |= (rows[i] == T.Zero ? 0UL : 1UL) << i;
            }

            words[w] |= hasMissing ? bits & there : bits;
        }
    }
}
