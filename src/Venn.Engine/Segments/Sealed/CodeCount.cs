using System.Numerics;
using System.Runtime.CompilerServices;

namespace Venn.Engine.Segments.Sealed;

/// <summary>How often each code stands at chosen rows.</summary>
internal static class CodeCount
{
    /// <summary>Tables counted into in turn: a code that repeats does not wait for its own last sum.</summary>
    private const int LaneCount = 4;

    /// <summary>Of 64 rows: from so many on all are counted, and the others taken off again.</summary>
    private const int NearlyAll = 56;

    /// <param name="codes">A multiple of 64.</param>
    /// <param name="rows">A word for each 64 codes.</param>
    /// <param name="counts">Added to; as long as there are codes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<T>(ReadOnlySpan<T> codes, ReadOnlySpan<ulong> rows, Span<long> counts)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>
    {
        var length = counts.Length;
        var lanes = new int[LaneCount * length];
        for (var w = 0; w < rows.Length; w++)
        {
            var word = rows[w];
            var block = codes.Slice(w * 64, 64);
            if (BitOperations.PopCount(word) >= NearlyAll)
            {
                for (var i = 0; i < block.Length; i += LaneCount)
                {
                    lanes[int.CreateTruncating(block[i])]++;
                    lanes[length + int.CreateTruncating(block[i + 1])]++;
                    lanes[(2 * length) + int.CreateTruncating(block[i + 2])]++;
                    lanes[(3 * length) + int.CreateTruncating(block[i + 3])]++;
                }

                for (var others = ~word; others != 0; others &= others - 1)
                {
                    lanes[int.CreateTruncating(block[BitOperations.TrailingZeroCount(others)])]--;
                }

                continue;
            }

            for (var lane = 0; word != 0; word &= word - 1)
            {
                lanes[lane + int.CreateTruncating(block[BitOperations.TrailingZeroCount(word)])]++;
                lane = lane == 0 ? length : 0;
            }
        }

        for (var code = 0; code < length; code++)
        {
            counts[code] += (long)lanes[code] + lanes[length + code] + lanes[(2 * length) + code] + lanes[(3 * length) + code];
        }
    }
}
