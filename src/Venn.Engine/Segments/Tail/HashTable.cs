namespace Venn.Engine.Segments.Tail;

/// <summary>
/// Chains of entries 0, 1, 2 … under 64-bit hashes. Threads: one writer adds and grows (a new table); readers walk
/// chains without locks, newest entry first.
/// </summary>
internal sealed class HashTable(int capacity)
{
    private readonly int[] heads = new int[capacity];
    private readonly int[] nexts = new int[capacity];
    private readonly ulong[] hashes = new ulong[capacity];
    private int count;

    /// <summary>A power of two.</summary>
    public int Capacity => heads.Length;

    /// <summary>The newest entry of the chain, or -1.</summary>
    public int First(ulong hash) => Volatile.Read(ref heads[Bucket(hash)]) - 1;

    public int Next(int entry) => nexts[entry] - 1;

    public ulong Hash(int entry) => hashes[entry];

    /// <param name="hash">Of what is added.</param>
    /// <param name="entry">The count of entries so far.</param>
    public void Add(ulong hash, int entry)
    {
        var bucket = Bucket(hash);
        hashes[entry] = hash;
        nexts[entry] = heads[bucket];
        Volatile.Write(ref heads[bucket], entry + 1);
        count = entry + 1;
    }

    public HashTable Grow()
    {
        var larger = new HashTable(Capacity * 2);
        for (var entry = 0; entry < count; entry++)
        {
            larger.Add(hashes[entry], entry);
        }

        return larger;
    }

    private int Bucket(ulong hash) => (int)(hash & (ulong)(heads.Length - 1));
}
