using System.Numerics;

namespace Venn.Bitmaps.Containers;

/// <summary>
/// The choice of form, from content alone: array 2·n bytes (n ≤ 4,096), bitmap 8,192, run 2 + 4·runs; the run form only
/// where it is strictly smaller, as in the reference implementations' runOptimize. Source: RoaringFormatSpec.
/// </summary>
internal static class ContainerForm
{
    public const int BitmapSizeBytes = 8192;

    public static int GetSizeBytes(int cardinality) =>
        cardinality <= ArrayContainer.MaxCardinality ? 2 * cardinality : BitmapSizeBytes;

    public static bool PrefersRuns(int cardinality, int runs) => 2 + (4 * runs) < GetSizeBytes(cardinality);

    /// <summary>The values ascend strictly.</summary>
    public static Container FromValues(ReadOnlySpan<ushort> values)
    {
        if (values.IsEmpty)
        {
            return Container.Empty;
        }

        var runs = CountRuns(values);
        if (PrefersRuns(values.Length, runs))
        {
            return new RunContainer(PairsOf(values, runs), values.Length);
        }

        if (values.Length <= ArrayContainer.MaxCardinality)
        {
            return new ArrayContainer(values.ToArray());
        }

        var words = new ulong[Container.WordCount];
        foreach (var value in values)
        {
            words[value >> 6] |= 1UL << value;
        }

        return new BitmapContainer(words, values.Length);
    }

    public static Container FromWords(ReadOnlySpan<ulong> words)
    {
        var cardinality = CountBits(words);
        if (cardinality == 0)
        {
            return Container.Empty;
        }

        var runs = CountRuns(words);
        if (PrefersRuns(cardinality, runs))
        {
            return new RunContainer(PairsOf(words, runs), cardinality);
        }

        if (cardinality > ArrayContainer.MaxCardinality)
        {
            return new BitmapContainer(words.ToArray(), cardinality);
        }

        var values = new ushort[cardinality];
        WriteValues(words, values);
        return new ArrayContainer(values);
    }

    public static int CountBits(ReadOnlySpan<ulong> words)
    {
        var count = 0;
        foreach (var word in words)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    public static int CountRuns(ReadOnlySpan<ushort> values)
    {
        var runs = values.IsEmpty ? 0 : 1;
        for (var i = 1; i < values.Length; i++)
        {
            runs += values[i] - values[i - 1] == 1 ? 0 : 1;
        }

        return runs;
    }

    /// <summary>A run starts at each set bit whose lower neighbour is clear.</summary>
    public static int CountRuns(ReadOnlySpan<ulong> words)
    {
        var runs = 0;
        var carry = 0UL;
        foreach (var word in words)
        {
            runs += BitOperations.PopCount(word & ~(word << 1 | carry));
            carry = word >> 63;
        }

        return runs;
    }

    public static int WriteValues(ReadOnlySpan<ulong> words, Span<ushort> values)
    {
        var count = 0;
        for (var i = 0; i < words.Length; i++)
        {
            for (var word = words[i]; word != 0; word &= word - 1)
            {
                values[count++] = (ushort)((i << 6) + BitOperations.TrailingZeroCount(word));
            }
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

    private static ushort[] PairsOf(ReadOnlySpan<ushort> values, int runs)
    {
        var pairs = new ushort[2 * runs];
        var at = -2;
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0 && values[i] - values[i - 1] == 1)
            {
                pairs[at + 1]++;
            }
            else
            {
                at += 2;
                pairs[at] = values[i];
            }
        }

        return pairs;
    }

    private static ushort[] PairsOf(ReadOnlySpan<ulong> words, int runs)
    {
        var pairs = new ushort[2 * runs];
        var at = 0;
        var position = 0;
        while (at < pairs.Length)
        {
            var start = NextBit(words, position, 0);
            position = NextBit(words, start, ulong.MaxValue);
            pairs[at++] = (ushort)start;
            pairs[at++] = (ushort)(position - 1 - start);
        }

        return pairs;
    }

    /// <summary>The first position from <paramref name="from"/> whose bit, flipped by the mask, is set; 65,536 if none.</summary>
    private static int NextBit(ReadOnlySpan<ulong> words, int from, ulong flip)
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
