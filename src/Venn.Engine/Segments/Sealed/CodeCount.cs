using System.Numerics;

namespace Venn.Engine.Segments.Sealed;

/// <summary>Counts codes under a set of rows.</summary>
internal static class CodeCount
{
    /// <summary>Neighbours often have the same code: counters side by side do not wait for each other.</summary>
    private const int Lanes = 4;

    /// <param name="codes">One a row.</param>
    /// <param name="rows">Rows wanted.</param>
    /// <param name="counts">One a code.</param>
    public static void Count(ReadOnlySpan<byte> codes, ReadOnlySpan<ulong> rows, Span<int> counts)
    {
        Span<int> lanes = stackalloc int[Lanes << 8];
        lanes.Clear();
        for (var w = 0; w < rows.Length; w++)
        {
            if (rows[w] == ulong.MaxValue)
            {
                var word = codes.Slice(w << 6, 64);
                for (var i = 0; i < word.Length; i += Lanes)
                {
                    lanes[word[i]]++;
                    lanes[256 + word[i + 1]]++;
                    lanes[512 + word[i + 2]]++;
                    lanes[768 + word[i + 3]]++;
                }

                continue;
            }

            for (var word = rows[w]; word != 0; word &= word - 1)
            {
                lanes[codes[(w << 6) + BitOperations.TrailingZeroCount(word)]]++;
            }
        }

        for (var code = 0; code < counts.Length; code++)
        {
            counts[code] += lanes[code] + lanes[256 + code] + lanes[512 + code] + lanes[768 + code];
        }
    }

    /// <inheritdoc cref="Count(ReadOnlySpan{byte}, ReadOnlySpan{ulong}, Span{int})"/>
    public static void Count<T>(ReadOnlySpan<T> codes, ReadOnlySpan<ulong> rows, Span<int> counts)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>
    {
        for (var w = 0; w < rows.Length; w++)
        {
            for (var word = rows[w]; word != 0; word &= word - 1)
            {
                counts[int.CreateTruncating(codes[(w << 6) + BitOperations.TrailingZeroCount(word)])]++;
            }
        }
    }

    public static int CountBoth(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        var count = 0;
        for (var w = 0; w < Math.Min(left.Length, right.Length); w++)
        {
            count += BitOperations.PopCount(left[w] & right[w]);
        }

        return count;
    }
}
