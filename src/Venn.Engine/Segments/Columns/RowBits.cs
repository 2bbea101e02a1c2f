using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Venn.Engine.Segments.Columns;

/// <summary>Sets of rows as 64-bit words: bit i of word w is row 64·w+i.</summary>
internal static class RowBits
{
    public const int WordCount = 1024;

    public static void Set(Span<ulong> words, int row) => words[row >> 6] |= 1UL << row;

    public static bool Contains(ReadOnlySpan<ulong> words, int row) => ((words[row >> 6] >> row) & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Count(ReadOnlySpan<ulong> words)
    {
        var count = 0;
        foreach (var word in words)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    /// <summary>Writes the rows ascending; returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int ToRows(ReadOnlySpan<ulong> words, Span<ushort> rows)
    {
        var count = 0;
        for (var w = 0; w < words.Length; w++)
        {
            for (var word = words[w]; word != 0; word &= word - 1)
            {
                rows[count++] = (ushort)((w << 6) + BitOperations.TrailingZeroCount(word));
            }
        }

        return count;
    }

    public static bool IsEmpty(ReadOnlySpan<ulong> words) => words.IndexOfAnyExcept(0UL) < 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void And(Span<ulong> target, ReadOnlySpan<ulong> other)
    {
        var i = 0;
        for (; i + 4 <= target.Length; i += 4)
        {
            (Vector256.Create<ulong>(target[i..]) & Vector256.Create(other[i..])).CopyTo(target[i..]);
        }

        for (; i < target.Length; i++)
        {
            target[i] &= other[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AndNot(Span<ulong> target, ReadOnlySpan<ulong> other)
    {
        var i = 0;
        for (; i + 4 <= target.Length; i += 4)
        {
            Vector256.AndNot(Vector256.Create<ulong>(target[i..]), Vector256.Create(other[i..])).CopyTo(target[i..]);
        }

        for (; i < target.Length; i++)
        {
            target[i] &= ~other[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Or(Span<ulong> target, ReadOnlySpan<ulong> other)
    {
        var i = 0;
        for (; i + 4 <= target.Length; i += 4)
        {
            (Vector256.Create<ulong>(target[i..]) | Vector256.Create(other[i..])).CopyTo(target[i..]);
        }

        for (; i < target.Length; i++)
        {
            target[i] |= other[i];
        }
    }
}
