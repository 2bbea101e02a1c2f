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
}
