using System.Runtime.CompilerServices;

namespace Venn.Engine.Segments.Columns;

/// <summary>A set of column values: ascending disjoint ranges, a bit per dictionary code, or a test.</summary>
internal sealed class ValueSelection
{
    private readonly (long Low, long High)[] ranges;
    private readonly ulong[]? codes;
    private readonly Func<long, bool>? test;

    private ValueSelection((long Low, long High)[] ranges, ulong[]? codes = null, Func<long, bool>? test = null)
    {
        this.ranges = ranges;
        this.codes = codes;
        this.test = test;
    }

    public static ValueSelection Nothing { get; } = new([]);

    public static ValueSelection Everything { get; } = new([(long.MinValue, long.MaxValue)]);

    public bool IsNothing => ranges.Length == 0 && codes is null && test is null;

    /// <summary>True when <see cref="Ranges"/> is all there is to know.</summary>
    public bool IsRanges => codes is null && test is null;

    /// <summary>Both ends included.</summary>
    public ReadOnlySpan<(long Low, long High)> Ranges => ranges;

    public ReadOnlySpan<ulong> Codes => codes;

    /// <summary>Both ends included; nothing when low is above high.</summary>
    public static ValueSelection Range(long low, long high) => low <= high ? new([(low, high)]) : Nothing;

    public static ValueSelection Where(Func<long, bool> test) => new([], test: test);

    /// <summary>From a bit per code; becomes ranges when they are few.</summary>
    public static ValueSelection FromCodes(ulong[] words, int count)
    {
        const int RangeLimit = 8;
        var found = new List<(long, long)>();
        var code = 0;
        while (code < count)
        {
            code = NextBit(words, code, count, set: true);
            if (code >= count)
            {
                break;
            }

            var end = NextBit(words, code, count, set: false);
            found.Add((code, end - 1));
            if (found.Count > RangeLimit)
            {
                return new([], words);
            }

            code = end;
        }

        return found.Count == 0 ? Nothing : new([.. found]);
    }

    public static ValueSelection Union(IEnumerable<ValueSelection> selections)
    {
        var all = new List<(long Low, long High)>();
        foreach (var selection in selections)
        {
            if (!selection.IsRanges)
            {
                throw new NotSupportedException("Only ranges are united.");
            }

            all.AddRange(selection.ranges);
        }

        all.Sort();
        var merged = new List<(long Low, long High)>();
        foreach (var range in all)
        {
            if (merged.Count > 0 && (merged[^1].High == long.MaxValue || range.Low <= merged[^1].High + 1))
            {
                merged[^1] = (merged[^1].Low, Math.Max(merged[^1].High, range.High));
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged.Count == 0 ? Nothing : new([.. merged]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Contains(long value)
    {
        if (codes is not null)
        {
            var word = (ulong)value >> 6;
            return word < (ulong)codes.Length && ((codes[word] >> (int)value) & 1) != 0;
        }

        if (test is not null)
        {
            return test(value);
        }

        var low = 0;
        var high = ranges.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (ranges[middle].High < value)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low < ranges.Length && ranges[low].Low <= value;
    }

    /// <summary>False when no value from <paramref name="min"/> to <paramref name="max"/> can be in it.</summary>
    public bool Meets(long min, long max)
    {
        if (!IsRanges)
        {
            return true;
        }

        foreach (var (low, high) in ranges)
        {
            if (low <= max && high >= min)
            {
                return true;
            }
        }

        return false;
    }

    private static int NextBit(ulong[] words, int from, int count, bool set)
    {
        while (from < count)
        {
            var word = set ? words[from >> 6] : ~words[from >> 6];
            word &= ulong.MaxValue << from;
            if (word != 0)
            {
                return Math.Min(count, (from & ~63) + System.Numerics.BitOperations.TrailingZeroCount(word));
            }

            from = (from | 63) + 1;
        }

        return count;
    }
}
