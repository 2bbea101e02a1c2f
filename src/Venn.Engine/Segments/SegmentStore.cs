using System.Buffers;
using System.IO.Hashing;
using System.Text;
using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Segments.Format;
using Venn.Engine.Segments.Sealed;
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
    // Held while a file is written; whoever needs both takes this one first.
    private readonly Lock sealing = new();

    // Held for as long as it takes to replace the table.
    private readonly Lock changing = new();
    private readonly SegmentFiles files;
    private readonly List<SealedSegment> retired = [];

    /// <summary>Tails that hold erased rows. Guarded by <see cref="sealing"/>.</summary>
    private readonly HashSet<SegmentNumber> scrubbed = [];
    private long revisionEnd;
    private Segment?[] segments = [];

    private SegmentStore(SegmentStoreOptions options, IRevisionSource source)
    {
        this.options = options;
        this.source = source;
        files = new SegmentFiles(options);
    }

    public Relation Relation => options.Relation;

    /// <summary>Numbers below it are never handed out again.</summary>
    public long FirstFreeNumber { get; private set; }

    /// <summary>Segments that are in memory alone, ascending.</summary>
    public IReadOnlyList<SegmentNumber> UnsealedSegments =>
        [.. segments.OfType<TailSegment>().Select(s => s.Number)];

    public IEnumerable<SealedSegment> SealedSegments => Volatile.Read(ref segments).OfType<SealedSegment>();

    public static SegmentStore Open(SegmentStoreOptions options, IRevisionSource source, long revisionEnd)
    {
        var store = new SegmentStore(options, source) { revisionEnd = revisionEnd };
        try
        {
            store.Load();
        }
        catch
        {
            store.Dispose();
            throw;
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

    /// <summary>
    /// Writes a segment to its file and reads it from there. Nothing may be appended to it from the call on, and all that
    /// a state may hold of it must be durable. Cost: some hundred milliseconds; readers go on meanwhile.
    /// </summary>
    /// <exception cref="IOException">The disk is full or failed; the segment stays in memory, and may be sealed again.</exception>
    public void Seal(SegmentNumber number)
    {
        lock (sealing)
        {
            if (Find(number.Value) is not TailSegment { RowEnd: > 0 } tail)
            {
                return;
            }

            if (scrubbed.Remove(number))
            {
                // What was erased is still in the tail's columns: the file is made of what is left.
                tail = ReadTail(number);
                if (tail.RowEnd == 0)
                {
                    return;
                }
            }

            files.Write(number, SegmentWriter.Write(tail, Relation));
            Put(number, files.Open(number, Repair));
        }
    }

    /// <summary>
    /// Takes rows, which the catalog has no more, out of every file. A segment in memory keeps them until it is written to
    /// a file, which is made without them; no state names them.
    /// </summary>
    /// <exception cref="IOException">The disk is full or failed; some files may be done.</exception>
    public void Erase(RoaringBitmap numbers)
    {
        foreach (var key in Enumerable.Range(0, numbers.ContainerCount).Select(numbers.KeyAt))
        {
            lock (sealing)
            {
                switch (Find((long)key))
                {
                    case SealedSegment segment when !Rebuild(segment):
                        // Nothing is left of it: whoever still reads it has it mapped.
                        files.Delete(segment.Number);
                        break;
                    case TailSegment tail:
                        scrubbed.Add(tail.Number);
                        break;
                }
            }
        }
    }

    /// <summary>
    /// Makes a sealed segment again from the revisions that are left, when most of its rows were removed. Readers of it go
    /// on with the old one.
    /// </summary>
    /// <returns>Whether it was.</returns>
    public bool RebuildIfMostlyDead(SegmentNumber number, int removedCount)
    {
        lock (sealing)
        {
            return Find(number.Value) is SealedSegment segment && removedCount * 2 >= segment.RowEnd && Rebuild(segment);
        }
    }

    private bool Rebuild(SealedSegment segment)
    {
        var tail = ReadTail(segment.Number);
        if (tail.RowEnd == 0)
        {
            return false;
        }

        files.Write(segment.Number, SegmentWriter.Write(tail, Relation));
        retired.Add(segment);
        options.Dictionaries.Remove(segment);
        Put(segment.Number, files.Open(segment.Number, Repair));
        return true;
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
        while (true)
        {
            try
            {
                return TryFindLineageOnce(state, lineage, out number);
            }
            catch (SegmentDamagedException damaged)
            {
                damaged.Segment.Repair(damaged.Message);
            }
        }
    }

    public bool TryFindPath(RoaringBitmap state, string path, out RevisionNumber number)
    {
        while (true)
        {
            try
            {
                return TryFindPathOnce(state, path, out number);
            }
            catch (SegmentDamagedException damaged)
            {
                damaged.Segment.Repair(damaged.Message);
            }
        }
    }

    /// <summary>The annotations of an item in a state, added in number order.</summary>
    public void FindByItem(RoaringBitmap state, Lineage item, List<RevisionNumber> into)
    {
        var from = into.Count;
        Retry(() =>
        {
            into.RemoveRange(from, into.Count - from);
            for (var i = 0; i < state.ContainerCount; i++)
            {
                Get((long)state.KeyAt(i)).FindItem(item.Value, state.ContainerAt(i), into);
            }

            return true;
        });
    }

    /// <summary>Every row of a lineage, in whatever state or none; rows of commits that failed among them.</summary>
    public void FindAll(Lineage lineage, List<RevisionNumber> into) => into.AddRange(Retry(() =>
    {
        var found = new List<RevisionNumber>();
        foreach (var segment in segments)
        {
            var rows = Bitmaps.Containers.Container.FromRange(0, SegmentNumber.RowCount);
            while (segment is not null && segment.TryFindLineage(lineage.Value, rows, out var row))
            {
                found.Add(segment.Number.At(row));
                rows = rows.Remove((ushort)row);
            }
        }

        return found;
    }));

    /// <summary>Every row of annotations of an item, in whatever state or none; rows of commits that failed among them.</summary>
    public void FindAllOfItem(Lineage item, List<RevisionNumber> into) => into.AddRange(Retry(() =>
    {
        var found = new List<RevisionNumber>();
        foreach (var segment in segments)
        {
            segment?.FindItem(item.Value, Bitmaps.Containers.Container.FromRange(0, SegmentNumber.RowCount), found);
        }

        return found;
    }));

    public Lineage GetLineage(RevisionNumber number) => new(Retry(number, static (segment, row) => segment.GetLineage(row)));

    public Lineage GetItem(RevisionNumber number) => new(Retry(number, static (segment, row) => segment.GetItem(row)));

    public string GetPath(RevisionNumber number) => Retry(number, static (segment, row) => segment.GetPath(row));

    public ContentHash GetContent(RevisionNumber number) => Retry(number, static (segment, row) => segment.GetContent(row));

    public long GetSizeBytes(RevisionNumber number) => Retry(number, static (segment, row) => segment.GetSizeBytes(row));

    public bool IsDirectory(RevisionNumber number) => Retry(number, static (segment, row) => segment.IsDirectory(row));

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

        foreach (var segment in retired)
        {
            segment.Dispose();
        }
    }

    /// <summary>Reads a row without an allocation: these are called for each member of what is cloned, merged or compared.</summary>
    private T Retry<T>(RevisionNumber number, Func<Segment, int, T> read)
    {
        while (true)
        {
            try
            {
                return read(Get(number.Segment.Value), number.Row);
            }
            catch (SegmentDamagedException damaged)
            {
                damaged.Segment.Repair(damaged.Message);
            }
        }
    }

    private static T Retry<T>(Func<T> read)
    {
        while (true)
        {
            try
            {
                return read();
            }
            catch (SegmentDamagedException damaged)
            {
                damaged.Segment.Repair(damaged.Message);
            }
        }
    }

    private bool TryFindLineageOnce(RoaringBitmap state, Lineage lineage, out RevisionNumber number)
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

    private bool TryFindPathOnce(RoaringBitmap state, string path, out RevisionNumber number)
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

    private void ReadColumn(RoaringBitmap set, Span<long> destination, bool ofItems)
    {
        while (true)
        {
            try
            {
                MemberReader.Read(this, set, destination, ofItems);
                return;
            }
            catch (SegmentDamagedException damaged)
            {
                damaged.Segment.Repair(damaged.Message);
            }
        }
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

    // Whole segments below the end take no more rows, so that one without a file is made again and sealed; the last one,
    // if it has no file, goes on in memory.
    private void Load()
    {
        var found = files.Prepare();
        var fileEnd = found.Count == 0 ? 0 : (found.Max() + 1) << 16;
        FirstFreeNumber = Math.Max(revisionEnd, fileEnd);
        foreach (var number in found)
        {
            try
            {
                Put(new SegmentNumber(number), files.Open(new SegmentNumber(number), Repair));
            }
            catch (InvalidDataException damage)
            {
                Remake(new SegmentNumber(number), damage.Message);
            }
        }

        for (long number = 0; number << 16 < revisionEnd; number++)
        {
            if (Find(number) is not null)
            {
                continue;
            }

            if (number < revisionEnd >> 16)
            {
                Remake(new SegmentNumber(number), "it is missing");
            }
            else if (ReadTail(new SegmentNumber(number)) is { RowEnd: > 0 } tail)
            {
                Put(new SegmentNumber(number), tail);
            }
        }
    }

    private void Repair(SealedSegment damaged, string reason)
    {
        lock (sealing)
        {
            // Another reader may have met the same damage and repaired it already.
            if (ReferenceEquals(Find(damaged.Number.Value), damaged))
            {
                retired.Add(damaged);
                options.Dictionaries.Remove(damaged);
                Remake(damaged.Number, reason);
            }
        }
    }

    private void Remake(SegmentNumber number, string reason)
    {
        var tail = ReadTail(number);
        if (tail.RowEnd == 0)
        {
            return;
        }

        var name = $"Segment {number.Value} of {Relation} ({files.PathOf(number)}): {reason}";
        Put(number, tail);
        try
        {
            files.Write(number, SegmentWriter.Write(tail, Relation));
            Put(number, files.Open(number, Repair));
            options.Report?.Invoke($"{name}. It was made again from the catalog.");
        }
        catch (IOException e)
        {
            options.Report?.Invoke($"{name}. It is served from memory, for it could not be written: {e.Message}");
        }
    }

    private TailSegment ReadTail(SegmentNumber number)
    {
        var tail = NewTail(number);
        var end = number.First.Value + SegmentNumber.RowCount;
        foreach (var revision in source.Read(Relation, number.First, new RevisionNumber(end)))
        {
            tail.Append([revision]);
        }

        return tail;
    }

    private TailSegment NewTail(SegmentNumber number) =>
        new(number, Relation, options.OpaquePaths, options.PathLimit, options.Derived);

    private void Put(SegmentNumber number, Segment segment)
    {
        lock (changing)
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
}
