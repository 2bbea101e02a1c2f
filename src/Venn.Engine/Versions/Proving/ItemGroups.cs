using System.Runtime.CompilerServices;
using Venn.Bitmaps;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Proving;

/// <summary>
/// Items and the annotations on each, as positions (<see cref="ShownDigests"/>): nothing is read for it but two columns. Memory:
/// 8 bytes an item and 4 an annotation, and 8 more an item while it is made.
/// </summary>
internal sealed class ItemGroups
{
    private readonly uint[] items;
    private readonly int[] starts;
    private readonly uint[] annotations;

    private ItemGroups(uint[] items, int[] starts, uint[] annotations)
    {
        this.items = items;
        this.starts = starts;
        this.annotations = annotations;
    }

    public int Count => items.Length;

    /// <param name="context">The store.</param>
    /// <param name="shownItems">Of a state.</param>
    /// <param name="itemSet">Of that state.</param>
    /// <param name="shownAnnotations">Of that state.</param>
    /// <param name="annotationSet">Annotations of those items and of no others.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static ItemGroups Of(
        EngineContext context, ShownDigests shownItems, RoaringBitmap itemSet, ShownDigests shownAnnotations,
        RoaringBitmap annotationSet, CancellationToken cancellationToken)
    {
        var itemStarts = LineageColumn.StartsOf(itemSet);
        var (items, lineages) = (new uint[itemStarts[^1]], new long[itemStarts[^1]]);
        LineageColumn.Visit(context.ItemSegments, Relation.Items, itemSet, (i, rows, own) =>
        {
            WritePositions(shownItems.FindContainer(itemSet.KeyAt(i)), rows, items.AsSpan(itemStarts[i]));
            own.CopyTo(lineages.AsSpan(itemStarts[i]));
        }, cancellationToken);
        if (!IsAscending(lineages))
        {
            Array.Sort(lineages, items);
        }

        // The column is read twice, once to count: that is quicker than to touch memory for what it says of each.
        var starts = new int[items.Length + 1];
        LineageColumn.Visit(
            context.AnnotationSegments, Relation.Annotations, annotationSet,
            (_, _, owners) => CountEach(lineages, owners, starts), cancellationToken);
        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] = checked(starts[i] + starts[i - 1]);
        }

        var grouped = new uint[starts[^1]];
        LineageColumn.Visit(
            context.AnnotationSegments, Relation.Annotations, annotationSet,
            (i, rows, owners) => Group(lineages, owners, shownAnnotations.FindContainer(annotationSet.KeyAt(i)), rows, starts, grouped),
            cancellationToken);
        return new ItemGroups(items, starts, grouped);
    }

    /// <summary>A position in the items.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ItemAt(int index) => items[index];

    /// <summary>Positions in the annotations, in no order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<uint> AnnotationsOf(int index) => annotations.AsSpan(starts[index]..starts[index + 1]);

    /// <summary>Begins to load what is asked of an item.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchItem(int index)
    {
        Processor.Prefetch(in items[index]);
        Processor.Prefetch(in starts[index]);
    }

    /// <summary>Begins to load which annotations it has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchAnnotations(int index)
    {
        if (starts[index] < annotations.Length)
        {
            Processor.Prefetch(in annotations[starts[index]]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WritePositions(int container, ReadOnlySpan<ushort> rows, Span<uint> positions)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            positions[i] = ShownDigests.PositionOf(container, rows[i]);
        }
    }

    /// <summary>Behind this the start of each is where its annotations end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CountEach(long[] lineages, ReadOnlySpan<long> owners, int[] starts)
    {
        var last = 0;
        foreach (var owner in owners)
        {
            last = Find(lineages, owner, last);
            Interlocked.Increment(ref starts[last]);
        }
    }

    /// <summary>From the end of each down to its start: several cores put some into the same item's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Group(
        long[] lineages, ReadOnlySpan<long> owners, int container, ReadOnlySpan<ushort> rows, int[] starts, uint[] grouped)
    {
        var last = 0;
        for (var i = 0; i < owners.Length; i++)
        {
            last = Find(lineages, owners[i], last);
            grouped[Interlocked.Decrement(ref starts[last])] = ShownDigests.PositionOf(container, rows[i]);
        }
    }

    /// <param name="ascending">Of the items.</param>
    /// <param name="value">Of one of them.</param>
    /// <param name="hint">What was found before: annotations written together are mostly on the same item, or on the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Find(long[] ascending, long value, int hint)
    {
        if (hint < ascending.Length && ascending[hint] == value)
        {
            return hint;
        }

        if (hint + 1 < ascending.Length && ascending[hint + 1] == value)
        {
            return hint + 1;
        }

        var found = Array.BinarySearch(ascending, value);
        return found >= 0
            ? found
            : throw new InvalidOperationException($"An annotation is on the item {value}, which is not in the state.");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsAscending(long[] values)
    {
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] < values[i - 1])
            {
                return false;
            }
        }

        return true;
    }
}
