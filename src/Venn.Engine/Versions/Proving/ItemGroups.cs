using System.Runtime.CompilerServices;
using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Proving;

/// <summary>Items and the annotations on each: nothing is read for it but two columns.</summary>
internal sealed class ItemGroups
{
    private const int Stride = 1 << 16;

    private readonly long[] items;
    private readonly int[] starts;
    private readonly long[] annotations;

    private ItemGroups(long[] items, int[] starts, long[] annotations)
    {
        this.items = items;
        this.starts = starts;
        this.annotations = annotations;
    }

    public int Count => items.Length;

    /// <param name="context">The store.</param>
    /// <param name="itemSet">Of a state.</param>
    /// <param name="annotationSet">Annotations of those items and of no others.</param>
    /// <param name="cancellationToken">Ends it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ItemGroups Of(
        EngineContext context, RoaringBitmap itemSet, RoaringBitmap annotationSet, CancellationToken cancellationToken)
    {
        var (items, lineages) = LineageColumn.Read(context.ItemSegments, Relation.Items, itemSet, cancellationToken);
        if (!IsAscending(lineages))
        {
            Array.Sort(lineages, items);
        }

        var (members, owners) = LineageColumn.Read(context.AnnotationSegments, Relation.Annotations, annotationSet, cancellationToken);
        var starts = new int[items.Length + 1];
        var indexes = new int[members.Length];
        EveryCore.For(
            (owners.Length + Stride - 1) / Stride, 2,
            stride => FindOwners(lineages, owners, indexes, stride * Stride), cancellationToken);
        foreach (var index in indexes)
        {
            starts[index + 1]++;
        }

        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        var next = starts.AsSpan(0, items.Length).ToArray();
        var grouped = new long[members.Length];
        for (var i = 0; i < members.Length; i++)
        {
            grouped[next[indexes[i]]++] = members[i];
        }

        return new ItemGroups(items, starts, grouped);
    }

    public RevisionNumber ItemAt(int index) => new(items[index]);

    /// <summary>Revision numbers.</summary>
    public ReadOnlySpan<long> AnnotationsOf(int index) => annotations.AsSpan(starts[index]..starts[index + 1]);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FindOwners(long[] lineages, long[] owners, int[] indexes, int from)
    {
        var last = 0;
        for (var i = from; i < Math.Min(owners.Length, from + Stride); i++)
        {
            // Annotations written together are mostly on the same item, or on the next.
            last = Find(lineages, owners[i], last);
            indexes[i] = last;
        }
    }

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
