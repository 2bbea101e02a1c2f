namespace Venn.Engine.Segments.Sealed;

/// <summary>Sorted keys with their rows; or a column that ascends with the rows, which needs no rows.</summary>
internal sealed class SealedIndex(SealedBlock keys, SealedBlock? rows, int count)
{
    /// <summary>Smallest position whose key is not below <paramref name="key"/>; the count when all are.</summary>
    public int LowerBound(long key)
    {
        if (key <= keys.Reference.Min)
        {
            return 0;
        }

        if (key > keys.Reference.Max)
        {
            return count;
        }

        var low = 0;
        var high = count;
        while (low < high)
        {
            var middle = (int)(((uint)low + (uint)high) >> 1);
            if (keys.At(middle) < key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    public int Count => count;

    public bool Covers(long key) => key >= keys.Reference.Min && key <= keys.Reference.Max;

    public long KeyAt(int position) => keys.At(position);

    public int RowAt(int position) => rows is null ? position : (int)rows.At(position);
}
