using System.Buffers;
using System.Runtime.InteropServices;
using Venn.Bitmaps;
using Venn.Engine.Segments;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Proving;

/// <summary>The item that each member of a set is, or is on; read and searched a container at a time, on every core.</summary>
internal static class LineageColumn
{
    /// <summary>Is told each container's members; valid until it returns. Called on several threads.</summary>
    /// <param name="container">Its place in the set.</param>
    /// <param name="rows">Ascending, 1 to 65,536 of them.</param>
    /// <param name="items">The lineage of the item of each.</param>
    public delegate void Visitor(int container, ReadOnlySpan<ushort> rows, ReadOnlySpan<long> items);

    public static void Visit(
        SegmentStore segments, Relation relation, RoaringBitmap set, Visitor visit, CancellationToken cancellationToken) =>
        EveryCore.For(
            set.ContainerCount, 2,
            i =>
            {
                var container = set.ContainerAt(i);
                var count = container.Cardinality;
                var (rows, items) = (ArrayPool<ushort>.Shared.Rent(count), ArrayPool<long>.Shared.Rent(count));
                try
                {
                    container.CopyTo(rows);
                    Read(segments, relation, PartOf(set, i), items.AsSpan(0, count));
                    visit(i, rows.AsSpan(0, count), items.AsSpan(0, count));
                }
                finally
                {
                    ArrayPool<ushort>.Shared.Return(rows);
                    ArrayPool<long>.Shared.Return(items);
                }
            },
            cancellationToken);

    /// <summary>The lineages of the members' items, in number order.</summary>
    public static long[] Read(SegmentStore segments, Relation relation, RoaringBitmap set, CancellationToken cancellationToken)
    {
        var starts = StartsOf(set);
        var all = new long[starts[^1]];
        Visit(segments, relation, set, (i, _, items) => items.CopyTo(all.AsSpan(starts[i])), cancellationToken);
        return all;
    }

    /// <summary>How many members are before each container; the last: how many there are.</summary>
    public static int[] StartsOf(RoaringBitmap set)
    {
        var starts = new int[set.ContainerCount + 1];
        for (var i = 0; i < set.ContainerCount; i++)
        {
            starts[i + 1] = checked(starts[i] + set.ContainerAt(i).Cardinality);
        }

        return starts;
    }

    /// <summary>The members of a set that are one of some items, or on one.</summary>
    public static RoaringBitmap Find(
        SegmentStore segments, Relation relation, RoaringBitmap set, long[] ascendingItems, CancellationToken cancellationToken)
    {
        var found = new RoaringBitmap[set.ContainerCount];
        Visit(
            segments, relation, set,
            (i, rows, items) => found[i] = Select(set.KeyAt(i), rows, items, ascendingItems), cancellationToken);
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

    private static RoaringBitmap Select(ulong key, ReadOnlySpan<ushort> rows, ReadOnlySpan<long> items, long[] wanted)
    {
        var selected = new List<ulong>();

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
                selected.Add((key << 16) | rows[i]);
            }
        }

        return RoaringBitmap.FromSorted(CollectionsMarshal.AsSpan(selected));
    }
}
