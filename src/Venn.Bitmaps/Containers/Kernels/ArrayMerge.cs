namespace Venn.Bitmaps.Containers.Kernels;

/// <summary>Union and symmetric difference of two sorted arrays; the destination holds both lengths.</summary>
internal static class ArrayMerge
{
    /// <summary>From this ratio of lengths on, the longer is copied in blocks around the shorter's values.</summary>
    private const int BlockRatio = 16;

    /// <summary>From this sum of lengths on, setting bits costs less than merging. Source: bench, Bitmaps.</summary>
    private const int WordsFrom = 512;

    /// <summary>Whether to combine the two as words instead: as many values as that, of lengths not far apart.</summary>
    public static bool PrefersWords(int left, int right) =>
        left + right >= WordsFrom && Math.Max(left, right) / BlockRatio < Math.Min(left, right);

    public static int Union(ReadOnlySpan<ushort> left, ReadOnlySpan<ushort> right, Span<ushort> destination)
    {
        if (left.Length < right.Length)
        {
            return Union(right, left, destination);
        }

        if (left.Length / BlockRatio >= right.Length)
        {
            return InsertFew(left, right, destination, keepsCommon: true);
        }

        int i = 0, j = 0, count = 0;
        while (i < left.Length && j < right.Length)
        {
            int a = left[i], b = right[j];
            destination[count++] = (ushort)Math.Min(a, b);
            i += AtMost(a, b);
            j += AtMost(b, a);
        }

        return CopyRests(left[i..], right[j..], destination, count);
    }

    public static int SymmetricDifference(ReadOnlySpan<ushort> left, ReadOnlySpan<ushort> right, Span<ushort> destination)
    {
        if (left.Length < right.Length)
        {
            return SymmetricDifference(right, left, destination);
        }

        if (left.Length / BlockRatio >= right.Length)
        {
            return InsertFew(left, right, destination, keepsCommon: false);
        }

        int i = 0, j = 0, count = 0;
        while (i < left.Length && j < right.Length)
        {
            int a = left[i], b = right[j];
            destination[count] = (ushort)Math.Min(a, b);
            count += 2 - AtMost(a, b) - AtMost(b, a);
            i += AtMost(a, b);
            j += AtMost(b, a);
        }

        return CopyRests(left[i..], right[j..], destination, count);
    }

    /// <summary>1 if a ≤ b, else 0, by the sign of a difference: a branch here would be guessed wrong half the time.</summary>
    private static int AtMost(int a, int b) => (a - b - 1) >>> 31;

    private static int InsertFew(ReadOnlySpan<ushort> many, ReadOnlySpan<ushort> few, Span<ushort> destination, bool keepsCommon)
    {
        int count = 0, from = 0;
        foreach (var value in few)
        {
            var at = ArrayKernels.Advance(many, from, value);
            many[from..at].CopyTo(destination[count..]);
            count += at - from;
            var common = at < many.Length && many[at] == value;
            if (!common || keepsCommon)
            {
                destination[count++] = value;
            }

            from = common ? at + 1 : at;
        }

        return CopyRests(many[from..], [], destination, count);
    }

    private static int CopyRests(ReadOnlySpan<ushort> left, ReadOnlySpan<ushort> right, Span<ushort> destination, int count)
    {
        left.CopyTo(destination[count..]);
        right.CopyTo(destination[(count + left.Length)..]);
        return count + left.Length + right.Length;
    }
}
