using Venn.Bitmaps;
using Venn.Engine.Revisions;

namespace Venn.Engine.Versions.Proving;

/// <summary>The annotations of a state by the item they are on: places in two sets, and nothing read but two columns.</summary>
internal sealed class ItemGroups
{
    private const int Stride = 1 << 16;

    private readonly MemberPlace[] items;
    private readonly int[] starts;
    private readonly MemberPlace[] annotations;

    private ItemGroups(MemberPlace[] items, int[] starts, MemberPlace[] annotations)
    {
        this.items = items;
        this.starts = starts;
        this.annotations = annotations;
    }

    public int Count => items.Length;

    public static ItemGroups Of(EngineContext context, DatasetState state, CancellationToken cancellationToken)
    {
        var items = Places(state.Items);
        var lineages = new long[items.Length];
        context.ItemSegments.ReadLineages(state.Items, lineages);
        if (!IsAscending(lineages))
        {
            Array.Sort(lineages, items);
        }

        var members = Places(state.Annotations);
        var owners = new long[members.Length];
        context.AnnotationSegments.ReadItems(state.Annotations, owners);
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
        var grouped = new MemberPlace[members.Length];
        for (var i = 0; i < members.Length; i++)
        {
            grouped[next[indexes[i]]++] = members[i];
        }

        return new ItemGroups(items, starts, grouped);
    }

    public MemberPlace PlaceOf(int index) => items[index];

    public ReadOnlySpan<MemberPlace> AnnotationsOf(int index) => annotations.AsSpan(starts[index]..starts[index + 1]);

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
        if (ascending[hint] == value)
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

    private static MemberPlace[] Places(RoaringBitmap set)
    {
        var places = new MemberPlace[checked((int)set.Cardinality)];
        var rows = new ushort[SegmentNumber.RowCount];
        var at = 0;
        for (var i = 0; i < set.ContainerCount; i++)
        {
            var count = set.ContainerAt(i).CopyTo(rows);
            for (var j = 0; j < count; j++)
            {
                places[at++] = new MemberPlace(i, rows[j]);
            }
        }

        return places;
    }
}
