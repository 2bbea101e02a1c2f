namespace Venn.Engine.Segments.Tail;

/// <summary>
/// (row, value) pairs in the order they came. Threads: one writer; a reader sees every pair added before it took
/// the count, in arrays that are never shrunk.
/// </summary>
internal sealed class EntryList
{
    private ushort[] rows = new ushort[16];
    private long[] values = new long[16];
    private int count;
    private bool isScattered;

    public int Count => Volatile.Read(ref count);

    public void Add(int row, long value)
    {
        var at = count;
        if (at == rows.Length)
        {
            var largerRows = new ushort[at * 2];
            var largerValues = new long[at * 2];
            rows.AsSpan(0, at).CopyTo(largerRows);
            values.AsSpan(0, at).CopyTo(largerValues);
            Volatile.Write(ref rows, largerRows);
            Volatile.Write(ref values, largerValues);
        }

        if (at > 0 && row < rows[at - 1])
        {
            Volatile.Write(ref isScattered, true);
        }

        rows[at] = (ushort)row;
        values[at] = value;
        Volatile.Write(ref count, at + 1);
    }

    public int Read(out ReadOnlySpan<ushort> rowsSeen, out ReadOnlySpan<long> valuesSeen)
    {
        var seen = Count;
        rowsSeen = Volatile.Read(ref rows).AsSpan(0, seen);
        valuesSeen = Volatile.Read(ref values).AsSpan(0, seen);
        return seen;
    }

    /// <summary>The pairs of some rows and perhaps of others too: where rows came in their order, others are passed over.</summary>
    /// <param name="firstRow">The first row wanted.</param>
    /// <param name="lastRow">The last.</param>
    /// <param name="rowsSeen">As many as values.</param>
    /// <param name="valuesSeen">As many as rows.</param>
    public int Read(int firstRow, int lastRow, out ReadOnlySpan<ushort> rowsSeen, out ReadOnlySpan<long> valuesSeen)
    {
        // The count first: what came before it has set the mark by then.
        var seen = Read(out rowsSeen, out valuesSeen);
        if (Volatile.Read(ref isScattered))
        {
            return seen;
        }

        var from = FirstFrom(rowsSeen, firstRow);
        var end = FirstFrom(rowsSeen, lastRow + 1);
        rowsSeen = rowsSeen[from..end];
        valuesSeen = valuesSeen[from..end];
        return end - from;
    }

    private static int FirstFrom(ReadOnlySpan<ushort> ascending, int row)
    {
        var (low, high) = (0, ascending.Length);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            (low, high) = ascending[middle] < row ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
