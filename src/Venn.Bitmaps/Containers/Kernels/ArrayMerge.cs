namespace Venn.Bitmaps.Containers.Kernels;

/// <summary>Union and symmetric difference of two sorted arrays; the destination holds both lengths.</summary>
internal static class ArrayMerge
{
    /// <summary>From this ratio of lengths on, the longer is copied in blocks around the shorter's values.</summary>
    private const int BlockRatio = 16;

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
            i += a <= b ? 1 : 0;
            j += b <= a ? 1 : 0;
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
            count += a != b ? 1 : 0;
            i += a <= b ? 1 : 0;
            j += b <= a ? 1 : 0;
        }

        return CopyRests(left[i..], right[j..], destination, count);
    }

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
