namespace Venn.Engine.Segments.Tail;

/// <summary>Rows by a 64-bit key, newest first. Threads: one writer; readers take no locks.</summary>
internal sealed class TailIndex
{
    private HashTable table = new(256);
    private ushort[] rows = new ushort[256];
    private int count;

    public void Add(ulong key, int row)
    {
        if (count == table.Capacity)
        {
            var larger = new ushort[count * 2];
            rows.CopyTo(larger, 0);
            Volatile.Write(ref rows, larger);
            Volatile.Write(ref table, table.Grow());
        }

        rows[count] = (ushort)row;
        table.Add(key, count);
        count++;
    }

    public Matches Find(ulong key) => new(Volatile.Read(ref table), this, key);

    /// <summary>A multiplicative mix, so that keys that ascend fall into different buckets.</summary>
    public static ulong Mix(long key)
    {
        var mixed = unchecked((ulong)key * 0x9E37_79B9_7F4A_7C15UL);
        return mixed ^ (mixed >> 32);
    }

    public struct Matches(HashTable table, TailIndex index, ulong key)
    {
        private int entry = -2;

        public readonly int Current => Volatile.Read(ref index.rows)[entry];

        public readonly Matches GetEnumerator() => this;

        public bool MoveNext()
        {
            entry = entry == -2 ? table.First(key) : table.Next(entry);
            while (entry >= 0 && table.Hash(entry) != key)
            {
                entry = table.Next(entry);
            }

            return entry >= 0;
        }
    }
}
