using System.Numerics;

namespace Venn.Bitmaps.Containers.Kernels;

/// <summary>Single bits and ranges of bits within words.</summary>
internal static class BitKernels
{
    public static bool Test(ReadOnlySpan<ulong> words, ushort value) => (words[value >> 6] >> value & 1) != 0;

    public static void Set(Span<ulong> words, ReadOnlySpan<ushort> values)
    {
        foreach (var value in values)
        {
            words[value >> 6] |= 1UL << value;
        }
    }

    public static void Clear(Span<ulong> words, ReadOnlySpan<ushort> values)
    {
        foreach (var value in values)
        {
            words[value >> 6] &= ~(1UL << value);
        }
    }

    public static void Flip(Span<ulong> words, ReadOnlySpan<ushort> values)
    {
        foreach (var value in values)
        {
            words[value >> 6] ^= 1UL << value;
        }
    }

    /// <summary>How many of the values are set.</summary>
    public static int Count(ReadOnlySpan<ulong> words, ReadOnlySpan<ushort> values)
    {
        var count = 0;
        foreach (var value in values)
        {
            count += (int)(words[value >> 6] >> value & 1);
        }

        return count;
    }

    /// <summary>
    /// Writes the values whose bit is <paramref name="wanted"/> (0 or 1); returns how many. Without a branch on the bit,
    /// which no predictor could guess. The destination is as long as the values.
    /// </summary>
    public static int Filter(ReadOnlySpan<ulong> words, ReadOnlySpan<ushort> values, ulong wanted, Span<ushort> destination)
    {
        destination = destination[..values.Length];
        var count = 0;
        foreach (var value in values)
        {
            destination[count] = value;
            count += (int)((words[value >> 6] >> value ^ wanted ^ 1) & 1);
        }

        return count;
    }

    /// <summary>Sets the bits from first to last, both included.</summary>
    public static void SetRange(Span<ulong> words, int first, int last)
    {
        int from = first >> 6, to = last >> 6;
        var low = ulong.MaxValue << first;
        var high = ulong.MaxValue >> (63 - (last & 63));
        if (from == to)
        {
            words[from] |= low & high;
            return;
        }

        words[from] |= low;
        words[(from + 1)..to].Fill(ulong.MaxValue);
        words[to] |= high;
    }

    /// <summary>How many bits are set from first to last, both included.</summary>
    public static int CountRange(ReadOnlySpan<ulong> words, int first, int last)
    {
        int from = first >> 6, to = last >> 6;
        var low = ulong.MaxValue << first;
        var high = ulong.MaxValue >> (63 - (last & 63));
        return from == to
            ? BitOperations.PopCount(words[from] & low & high)
            : BitOperations.PopCount(words[from] & low) + BitOperations.PopCount(words[to] & high)
                + WordKernels.CountBits(words[(from + 1)..to]);
    }

    /// <summary>
    /// The first position from <paramref name="from"/> whose bit, flipped by <paramref name="flip"/> (0 or all ones), is
    /// set; 65,536 if none.
    /// </summary>
    public static int Next(ReadOnlySpan<ulong> words, int from, ulong flip)
    {
        var index = from >> 6;
        if (index >= words.Length)
        {
            return Container.ValueCount;
        }

        var word = (words[index] ^ flip) & (ulong.MaxValue << from);
        while (word == 0)
        {
            if (++index == words.Length)
            {
                return Container.ValueCount;
            }

            word = words[index] ^ flip;
        }

        return (index << 6) + BitOperations.TrailingZeroCount(word);
    }
}
