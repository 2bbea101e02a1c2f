namespace Venn.Engine.Revisions;

/// <summary>
/// Gives the revision numbers of one relation. A dataset holds a lease on a run of numbers, longer the more it writes, so
/// that its revisions lie together however many datasets write at once. Tells when a segment is complete: all of its
/// numbers given or given up, and every commit that used one settled. Threads: safe.
/// </summary>
/// <remarks>
/// Leases live in memory alone: after a restart numbers go on behind the largest one written, and what was leased and not
/// written is a hole, which no state ever names.
/// </remarks>
internal sealed class NumberAllocator
{
    private const int SmallestLease = RevisionBlockCodec.GroupSize;

    /// <summary>A lease this many segments behind the newest one is given up: an idle dataset must not keep a segment open.</summary>
    private const int IdleSegments = 2;

    private readonly Lock gate = new();
    private readonly int rowLimit;
    private readonly Dictionary<DatasetOrdinal, Lease> leases = [];
    private readonly Dictionary<long, int> unsettled = [];
    private readonly SortedSet<long> open = [];
    private long cursor;

    /// <param name="firstFree">Where numbers go on.</param>
    /// <param name="rowLimit">Rows used of each segment.</param>
    /// <param name="openSegments">Segments before <paramref name="firstFree"/> that are not sealed yet.</param>
    public NumberAllocator(long firstFree, int rowLimit, IEnumerable<SegmentNumber> openSegments)
    {
        this.rowLimit = rowLimit;
        cursor = SkipUnused(firstFree);
        foreach (var segment in openSegments)
        {
            open.Add(segment.Value);
        }
    }

    /// <summary>One number for a dataset; larger than any it got before. It stays unsettled until <see cref="Settle"/>.</summary>
    public RevisionNumber Next(DatasetOrdinal dataset)
    {
        lock (gate)
        {
            if (!leases.TryGetValue(dataset, out var lease) || lease.Next == lease.End)
            {
                lease = NewLease(lease);
                leases[dataset] = lease;
            }

            var number = new RevisionNumber(lease.Next++);
            unsettled[number.Segment.Value] = unsettled.GetValueOrDefault(number.Segment.Value) + 1;
            open.Add(number.Segment.Value);
            return number;
        }
    }

    /// <summary>Where the next lease begins: it moves while a load goes on.</summary>
    public long LeasedEnd
    {
        get
        {
            lock (gate)
            {
                return cursor;
            }
        }
    }

    /// <summary>The numbers' commits are durable or given up. Returns the segments that are complete by it.</summary>
    public List<SegmentNumber> Settle(IEnumerable<RevisionNumber> numbers)
    {
        lock (gate)
        {
            foreach (var number in numbers)
            {
                unsettled[number.Segment.Value]--;
            }

            return TakeComplete();
        }
    }

    /// <summary>Segments that are complete as things stand.</summary>
    public List<SegmentNumber> TakeComplete()
    {
        lock (gate)
        {
            var newest = cursor >> 16;
            foreach (var lease in leases.Values)
            {
                if ((lease.Next >> 16) < newest - IdleSegments)
                {
                    lease.Next = lease.End;
                }
            }

            List<SegmentNumber> complete = [];
            foreach (var segment in open)
            {
                if (segment >= newest)
                {
                    break;
                }

                if (unsettled.GetValueOrDefault(segment) == 0 && !leases.Values.Any(l => l.Next < l.End && l.Next >> 16 == segment))
                {
                    complete.Add(new SegmentNumber(segment));
                }
            }

            foreach (var segment in complete)
            {
                open.Remove(segment.Value);
                unsettled.Remove(segment.Value);
            }

            return complete;
        }
    }

    private Lease NewLease(Lease? previous)
    {
        var size = previous is null ? SmallestLease : Math.Min(previous.Size * 2, SegmentNumber.RowCount);
        var segmentEnd = (cursor >> 16 << 16) + rowLimit;
        var end = Math.Min(cursor + size, segmentEnd);
        var lease = new Lease { Next = cursor, End = end, Size = size };
        cursor = SkipUnused(end);
        return lease;
    }

    /// <summary>Past the rows that a small limit leaves unused.</summary>
    private long SkipUnused(long number) =>
        (number & 0xFFFF) >= rowLimit ? ((number >> 16) + 1) << 16 : number;

    private sealed class Lease
    {
        public long Next { get; set; }

        public long End { get; init; }

        public int Size { get; init; }
    }
}
