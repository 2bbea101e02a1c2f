using System.Buffers;
using System.IO.Hashing;
using System.Text;
using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Segments.Tail;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;

namespace Venn.Engine.Segments;

/// <summary>
/// All segments of one relation. Threads: safe; readers take no locks (the table of segments is replaced whole).
/// Everything here is derived: what is missing or damaged is made again from the revision source.
/// </summary>
internal sealed class SegmentStore : IDisposable
{
    private readonly SegmentStoreOptions options;
    private readonly IRevisionSource source;
    private readonly Lock changing = new();
    private Segment?[] segments = [];

    private SegmentStore(SegmentStoreOptions options, IRevisionSource source)
    {
        this.options = options;
        this.source = source;
    }

    public Relation Relation => options.Relation;

    /// <summary>Numbers below it are never handed out again.</summary>
    public long FirstFreeNumber { get; private set; }

    /// <summary>Segments that are in memory alone, ascending.</summary>
    public IReadOnlyList<SegmentNumber> UnsealedSegments =>
        [.. segments.OfType<TailSegment>().Select(s => s.Number)];

    public static SegmentStore Open(SegmentStoreOptions options, IRevisionSource source, long revisionEnd)
    {
        var store = new SegmentStore(options, source);
        store.FirstFreeNumber = revisionEnd;
        for (long number = 0; number << 16 < revisionEnd; number++)
        {
            store.Rebuild(new SegmentNumber(number), revisionEnd);
        }

        return store;
    }

    /// <summary>Makes revisions searchable. They may be of several segments, in any order.</summary>
    public void Append(ReadOnlySpan<Revision> revisions)
    {
        while (!revisions.IsEmpty)
        {
            var number = revisions[0].Number.Segment;
            var count = 1;
            while (count < revisions.Length && revisions[count].Number.Segment == number)
            {
                count++;
            }

            GetOrAddTail(number).Append(revisions[..count]);
            revisions = revisions[count..];
        }
    }

    public void Seal(SegmentNumber number)
    {
    }

    /// <summary>The segment, or null when nothing was ever appended to it.</summary>
    public Segment? Find(long number)
    {
        var seen = Volatile.Read(ref segments);
        return (ulong)number < (ulong)seen.Length ? Volatile.Read(ref seen[number]) : null;
    }

    public Segment Get(long number) => Find(number)
        ?? throw new InvalidOperationException($"Segment {number} of {Relation} has no rows: the state names revisions that were never appended.");

    public bool TryFindLineage(RoaringBitmap state, Lineage lineage, out RevisionNumber number)
    {
        for (var i = state.ContainerCount - 1; i >= 0; i--)
        {
            var segment = Get((long)state.KeyAt(i));
            if (segment.TryFindLineage(lineage.Value, state.ContainerAt(i), out var row))
            {
                number = segment.Number.At(row);
                return true;
            }
        }

        number = default;
        return false;
    }

    public bool TryFindPath(RoaringBitmap state, string path, out RevisionNumber number)
    {
        const int StackLimitBytes = 512;
        var length = Encoding.UTF8.GetMaxByteCount(path.Length);
        var rented = length > StackLimitBytes ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> buffer = rented ?? stackalloc byte[StackLimitBytes];
        ReadOnlySpan<byte> text = buffer[..Encoding.UTF8.GetBytes(path, buffer)];
        var hash = XxHash3.HashToUInt64(text);
        var found = false;
        number = default;
        for (var i = state.ContainerCount - 1; i >= 0 && !found; i--)
        {
            var segment = Get((long)state.KeyAt(i));
            if (segment.TryFindPath(hash, text, state.ContainerAt(i), out var row))
            {
                number = segment.Number.At(row);
                found = true;
            }
        }

        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return found;
    }

    /// <summary>The annotations of an item in a state, added in number order.</summary>
    public void FindByItem(RoaringBitmap state, Lineage item, List<RevisionNumber> into)
    {
        for (var i = 0; i < state.ContainerCount; i++)
        {
            Get((long)state.KeyAt(i)).FindItem(item.Value, state.ContainerAt(i), into);
        }
    }

    public Lineage GetLineage(RevisionNumber number) => new(Get(number.Segment.Value).GetLineage(number.Row));

    public Lineage GetItem(RevisionNumber number) => new(Get(number.Segment.Value).GetItem(number.Row));

    public string GetPath(RevisionNumber number) => Get(number.Segment.Value).GetPath(number.Row);

    public ContentHash GetContent(RevisionNumber number) => Get(number.Segment.Value).GetContent(number.Row);

    public long GetSizeBytes(RevisionNumber number) => Get(number.Segment.Value).GetSizeBytes(number.Row);

    public bool IsDirectory(RevisionNumber number) => Get(number.Segment.Value).IsDirectory(number.Row);

    /// <summary>Lineages of the members, in number order.</summary>
    public void ReadLineages(RoaringBitmap set, Span<long> destination) => ReadColumn(set, destination, ofItems: false);

    /// <summary>Item lineages of the members, in number order.</summary>
    public void ReadItems(RoaringBitmap set, Span<long> destination) => ReadColumn(set, destination, ofItems: true);

    public void Dispose()
    {
        foreach (var segment in segments)
        {
            segment?.Dispose();
        }
    }

    private void ReadColumn(RoaringBitmap set, Span<long> destination, bool ofItems)
    {
        var rows = ArrayPool<ushort>.Shared.Rent(SegmentNumber.RowCount);
        var values = ArrayPool<long>.Shared.Rent(SegmentNumber.RowCount);
        var present = new ulong[1024];
        var written = 0;
        for (var i = 0; i < set.ContainerCount; i++)
        {
            var segment = Get((long)set.KeyAt(i));
            var column = ofItems ? segment.Items! : segment.Lineages;
            var count = set.ContainerAt(i).CopyTo(rows);
            if (count < 4096)
            {
                for (var j = 0; j < count; j++)
                {
                    destination[written++] = column.GetFirst(rows[j]);
                }

                continue;
            }

            column.ReadFirst(values.AsSpan(0, SegmentNumber.RowCount), present);
            for (var j = 0; j < count; j++)
            {
                destination[written++] = values[rows[j]];
            }
        }

        ArrayPool<ushort>.Shared.Return(rows);
        ArrayPool<long>.Shared.Return(values);
    }

    private TailSegment GetOrAddTail(SegmentNumber number)
    {
        if (Find(number.Value) is TailSegment found)
        {
            return found;
        }

        lock (changing)
        {
            if (Find(number.Value) is { } segment)
            {
                return segment as TailSegment
                    ?? throw new InvalidOperationException($"Segment {number.Value} of {Relation} is sealed: nothing can be appended.");
            }

            var tail = NewTail(number);
            Put(number, tail);
            return tail;
        }
    }

    private void Rebuild(SegmentNumber number, long revisionEnd)
    {
        var tail = NewTail(number);
        var end = Math.Min(number.First.Value + SegmentNumber.RowCount, revisionEnd);
        foreach (var revision in source.Read(Relation, number.First, new RevisionNumber(end)))
        {
            tail.Append([revision]);
        }

        Put(number, tail);
    }

    private TailSegment NewTail(SegmentNumber number) =>
        new(number, Relation, options.OpaquePaths, options.PathLimit);

    private void Put(SegmentNumber number, Segment segment)
    {
        if (number.Value >= segments.Length)
        {
            var larger = new Segment?[Math.Max(16, System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)number.Value + 1))];
            segments.CopyTo(larger, 0);
            larger[number.Value] = segment;
            Volatile.Write(ref segments, larger);
            return;
        }

        Volatile.Write(ref segments[number.Value], segment);
    }
}
