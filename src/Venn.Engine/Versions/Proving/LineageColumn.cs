using System.Runtime.InteropServices;
using Venn.Bitmaps;
using Venn.Engine.Segments;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Proving;

/// <summary>The item that each member of a set is, or is on; read and searched a container at a time, on every core.</summary>
internal static class LineageColumn
{
    /// <returns>Revision numbers, ascending, and beside each the lineage of its item.</returns>
    public static (long[] Numbers, long[] Items) Read(
        SegmentStore segments, Relation relation, RoaringBitmap set, CancellationToken cancellationToken)
    {
        var starts = new int[set.ContainerCount + 1];
        for (var i = 0; i < set.ContainerCount; i++)
        {
            starts[i + 1] = checked(starts[i] + set.ContainerAt(i).Cardinality);
        }

        var numbers = new long[starts[^1]];
        var items = new long[starts[^1]];
        EveryCore.For(
            set.ContainerCount, 2,
            i =>
            {
                var part = PartOf(set, i);
                var range = starts[i]..starts[i + 1];
                part.CopyTo(MemoryMarshal.Cast<long, ulong>(numbers.AsSpan(range)));
                Read(segments, relation, part, items.AsSpan(range));
            },
            cancellationToken);
        return (numbers, items);
    }

    /// <summary>The members of a set that are one of some items, or on one.</summary>
    public static RoaringBitmap Find(
        SegmentStore segments, Relation relation, RoaringBitmap set, long[] ascendingItems, CancellationToken cancellationToken)
    {
        var found = new RoaringBitmap[set.ContainerCount];
        EveryCore.For(
            set.ContainerCount, 2,
            i =>
            {
                var part = PartOf(set, i);
                var items = new long[part.Cardinality];
                Read(segments, relation, part, items);
                found[i] = Select(part, items, ascendingItems);
            },
            cancellationToken);
        return RoaringBitmap.OrMany(found);
    }

    private static RoaringBitmap PartOf(RoaringBitmap set, int index) =>
        RoaringBitmap.FromContainers([set.KeyAt(index)], [set.ContainerAt(index)]);

    private static void Read(SegmentStore segments, Relation relation, RoaringBitmap set, Span<long> destination)
    {
        if (relation == Relation.Items)
        {
            segments.ReadLineages(set, destination);
        }
        else
        {
            segments.ReadItems(set, destination);
        }
    }

    private static RoaringBitmap Select(RoaringBitmap part, long[] items, long[] wanted)
    {
        var selected = new List<ulong>();
        var numbers = part.ToArray();

        // The last one that is not above: what is written together is mostly between the same two.
        var below = -1;
        for (var i = 0; i < items.Length; i++)
        {
            var item = items[i];
            if ((below >= 0 && wanted[below] > item) || (below + 1 < wanted.Length && wanted[below + 1] <= item))
            {
                var index = Array.BinarySearch(wanted, item);
                below = index >= 0 ? index : ~index - 1;
            }

            if (below >= 0 && wanted[below] == item)
            {
                selected.Add(numbers[i]);
            }
        }

        return RoaringBitmap.FromSorted(CollectionsMarshal.AsSpan(selected));
    }
}
