namespace Venn.Engine.Segments.Sealed;

/// <summary>
/// Rows by the upper 32 bits of a hash. Hashes are spread evenly, so that their top bits name a bucket of about sixteen
/// sorted keys: a lookup reads one entry of a small directory and a cache line or two of keys.
/// </summary>
internal sealed class SealedHashIndex(SealedBlock keys, SealedBlock rows, int count)
{
    private const int BucketBits = 12;
    private int[]? starts;

    /// <summary>Positions [start, end) whose key is the one given.</summary>
    public (int Start, int End) Find(uint key)
    {
        var directory = Volatile.Read(ref starts) ?? BuildDirectory();
        var bucket = key >> (32 - BucketBits);
        var start = directory[bucket];
        var inBucket = keys.Codes32[start..directory[bucket + 1]];
        var at = 0;
        while (at < inBucket.Length && inBucket[at] < key)
        {
            at++;
        }

        var end = at;
        while (end < inBucket.Length && inBucket[end] == key)
        {
            end++;
        }

        return (start + at, start + end);
    }

    public int RowAt(int position) => (int)rows.At(position);

    // Sixteen kilobytes on the heap, made at the first lookup; two threads may both make it.
    private int[] BuildDirectory()
    {
        var made = new int[(1 << BucketBits) + 1];
        var sorted = keys.Codes32;
        var at = 0;
        for (var bucket = 0; bucket < 1 << BucketBits; bucket++)
        {
            made[bucket] = at;
            while (at < count && sorted[at] >> (32 - BucketBits) == bucket)
            {
                at++;
            }
        }

        made[^1] = count;
        Volatile.Write(ref starts, made);
        return made;
    }
}
