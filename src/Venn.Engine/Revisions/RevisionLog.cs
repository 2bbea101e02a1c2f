using System.Collections.Concurrent;
using Venn.Bitmaps;
using Venn.Engine.Segments;
using Venn.Storage;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;

namespace Venn.Engine.Revisions;

/// <summary>
/// Reads revisions by number: those on their way to the disk from memory, the others from the catalog through a cache of
/// decoded groups. Revisions never change, so a cached one is never stale: a group that lacks a wanted number was read
/// too early and is read again. Threads: safe.
/// </summary>
internal sealed class RevisionLog(ICatalog catalog, long cacheBytes) : IRevisionSource
{
    private readonly ConcurrentDictionary<(Relation, long), Revision> inFlight = new();
    private readonly GroupCache cache = new(cacheBytes);
    private readonly RoaringBitmap[] gone = [RoaringBitmap.Empty, RoaringBitmap.Empty];

    /// <summary>Binaries of items on their way to the disk.</summary>
    public IEnumerable<ContentHash> ContentsInFlight => inFlight.Values.Select(r => r.Content).Where(c => !c.IsNone);

    /// <summary>Makes revisions readable before they are durable: to the writer that made them and those behind it.</summary>
    public void AddInFlight(Relation relation, ReadOnlySpan<Revision> revisions)
    {
        foreach (var revision in revisions)
        {
            inFlight[(relation, revision.Number.Value)] = revision;
        }
    }

    /// <summary>Forgets them: they are durable, or were given up.</summary>
    public void RemoveInFlight(Relation relation, ReadOnlySpan<Revision> revisions)
    {
        foreach (var revision in revisions)
        {
            inFlight.TryRemove((relation, revision.Number.Value), out _);
        }
    }

    /// <exception cref="CatalogDamagedException">A state names the number and the catalog lacks it.</exception>
    /// <exception cref="RevisionGoneException">It was collected or erased since the state was put together.</exception>
    public Revision Get(Relation relation, RevisionNumber number)
    {
        // Not whether it is empty: that takes all of its locks, and readers take none.
        if (inFlight.TryGetValue((relation, number.Value), out var pending))
        {
            return pending;
        }

        var group = number.Value / RevisionBlockCodec.GroupSize;
        var slot = (int)(number.Value % RevisionBlockCodec.GroupSize);
        if (cache.Find(relation, group)?[slot] is { } cached)
        {
            return cached;
        }

        var loaded = Load(relation, group);
        cache.Put(relation, group, loaded);

        // Between the two looks it may have become durable and left the memory of those in flight.
        return loaded[slot]
            ?? (inFlight.TryGetValue((relation, number.Value), out pending) ? pending : Load(relation, group)[slot])
            ?? throw (Volatile.Read(ref gone[(int)relation]).Contains((ulong)number.Value)
                ? new RevisionGoneException(number)
                : new CatalogDamagedException(
                    $"Revision {number} of {relation} is in a state and not in the catalog. Restore the catalog from a backup."));
    }

    /// <summary>
    /// As <see cref="Get"/> for some numbers of one group, each of which is wanted once: its blocks are read once, and nothing of
    /// them is kept.
    /// </summary>
    /// <param name="relation">Items or annotations.</param>
    /// <param name="numbers">Of one group, ascending.</param>
    /// <param name="found">Takes them in the same order.</param>
    public void GetOnce(Relation relation, ReadOnlySpan<RevisionNumber> numbers, Span<Revision> found)
    {
        var slots = cache.Find(relation, numbers[0].Value / RevisionBlockCodec.GroupSize);
        var read = slots is null ? ReadOnce(relation, numbers) : [];
        for (var i = 0; i < numbers.Length; i++)
        {
            found[i] = (slots is null ? read[i] : slots[numbers[i].Value % RevisionBlockCodec.GroupSize]) ?? Get(relation, numbers[i]);
        }
    }

    /// <summary>Revisions are about to be removed: who still reads a state that held them is told so. One caller at a time.</summary>
    public void ExpectGone(Relation relation, RoaringBitmap numbers) =>
        Volatile.Write(ref gone[(int)relation], gone[(int)relation].Or(numbers));

    /// <summary>One of some numbers that was removed, or is about to be, since the store was opened; null when none was.</summary>
    public RevisionNumber? FindGone(Relation relation, RoaringBitmap numbers)
    {
        var removed = Volatile.Read(ref gone[(int)relation]);
        return removed.Intersects(numbers) ? new RevisionNumber((long)removed.And(numbers).Select(0)) : null;
    }

    /// <summary>Forgets everything that was read before.</summary>
    public void DropCache() => cache.Clear();

    /// <summary>A durable revision, or null when the number stands for none (its commit failed).</summary>
    public Revision? Find(Relation relation, RevisionNumber number) => ReadOnce(relation, [number])[0];

    /// <summary>Durable revisions with first ≤ number &lt; end, ascending, past the cache.</summary>
    public IEnumerable<Revision> Read(Relation relation, RevisionNumber first, RevisionNumber end)
    {
        foreach (var block in catalog.ReadRevisionBlocks(relation, first.Value, end.Value))
        {
            foreach (var revision in RevisionBlockCodec.Decode(block))
            {
                if (revision.Number.Value >= first.Value && revision.Number.Value < end.Value)
                {
                    yield return revision;
                }
            }
        }
    }

    private Revision?[] ReadOnce(Relation relation, ReadOnlySpan<RevisionNumber> numbers)
    {
        var read = new Revision?[numbers.Length];
        var from = 0;
        foreach (var block in catalog.ReadRevisionBlocks(relation, numbers[0].Value, numbers[^1].Value + 1))
        {
            while (from < numbers.Length && numbers[from].Value < block.First)
            {
                from++;
            }

            var end = from;
            while (end < numbers.Length && numbers[end].Value < block.First + block.Count)
            {
                end++;
            }

            RevisionBlockCodec.DecodeSome(block, numbers[from..end], read.AsSpan(from..end));
            from = end;
        }

        return read;
    }

    private Revision?[] Load(Relation relation, long group)
    {
        var slots = new Revision?[RevisionBlockCodec.GroupSize];
        var first = group * RevisionBlockCodec.GroupSize;
        foreach (var block in catalog.ReadRevisionBlocks(relation, first, first + RevisionBlockCodec.GroupSize))
        {
            foreach (var revision in RevisionBlockCodec.Decode(block))
            {
                slots[revision.Number.Value - first] = revision;
            }
        }

        return slots;
    }
}
