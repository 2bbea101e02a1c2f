using Venn.Engine.Segments.Sealed;

namespace Venn.Engine.Segments;

/// <summary>
/// Bounds the memory of decoded dictionaries: past the limit those that were used least lately are forgotten, and decoded again
/// when they are wanted. Whoever still reads one keeps it for as long as it reads. Threads: safe.
/// </summary>
internal sealed class DictionaryBudget(long limitBytes)
{
    private readonly Lock changing = new();
    private readonly Dictionary<SealedColumn, long> decoded = [];
    private long sizeBytes;
    private long clock;

    /// <summary>Ascends with each decoding: what columns note when they are used.</summary>
    public long Clock => Volatile.Read(ref clock);

    /// <summary>Bytes of what is decoded now.</summary>
    public long SizeBytes => Volatile.Read(ref sizeBytes);

    /// <summary>Counts what a column has decoded, and makes room for it.</summary>
    public void Add(SealedColumn column, long bytes)
    {
        lock (changing)
        {
            clock++;
            decoded[column] = bytes;
            sizeBytes += bytes;
            while (sizeBytes > limitBytes && decoded.Count > 1)
            {
                var oldest = decoded.Keys.Where(other => other != column).MinBy(other => other.LastUse)!;
                decoded.Remove(oldest, out var freed);
                sizeBytes -= freed;
                oldest.Forget();
            }
        }
    }

    /// <summary>Takes out what belongs to a segment that is no longer asked.</summary>
    public void Remove(SealedSegment segment)
    {
        lock (changing)
        {
            foreach (var column in decoded.Keys.Where(column => column.Segment == segment).ToList())
            {
                decoded.Remove(column, out var freed);
                sizeBytes -= freed;
                column.Forget();
            }
        }
    }
}
