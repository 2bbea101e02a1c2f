using Venn.Bitmaps;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Query.Sorting;

/// <summary>Puts a selection in order.</summary>
internal static class Sorter
{
    public static SortedResult Sort(
        StateSelection selection, Relation relation, IReadOnlyList<MaskDefinition> masks, RoaringBitmap set, IReadOnlyList<SortField> sort)
    {
        var count = checked((int)set.Cardinality);
        var numbers = new ulong[count];
        set.CopyTo(numbers);
        var lineages = new long[count];
        selection.Store(relation).ReadLineages(set, lineages);
        var order = Order(selection, relation, masks, set, sort, lineages);
        if (order is null)
        {
            return new SortedResult(Array.ConvertAll(numbers, static number => (long)number), lineages);
        }

        var sortedNumbers = new long[count];
        var sortedLineages = new long[count];
        for (var i = 0; i < count; i++)
        {
            sortedNumbers[i] = (long)numbers[order[i]];
            sortedLineages[i] = lineages[order[i]];
        }

        return new SortedResult(sortedNumbers, sortedLineages);
    }

    /// <summary>Positions in order, or null when they are in order as they stand.</summary>
    private static int[]? Order(
        StateSelection selection, Relation relation, IReadOnlyList<MaskDefinition> masks, RoaringBitmap set,
        IReadOnlyList<SortField> sort, long[] lineages)
    {
        var isAscending = true;
        for (var i = 1; i < lineages.Length && isAscending; i++)
        {
            isAscending = lineages[i] > lineages[i - 1];
        }

        var order = new int[lineages.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        if (sort.Count == 0 || sort[0].Field.Equals(FieldPath.Lineage))
        {
            var isDescending = sort.Count > 0 && sort[0].Descending;
            if (!isAscending)
            {
                Array.Sort((long[])lineages.Clone(), order);
            }
            else if (!isDescending)
            {
                return null;
            }

            if (isDescending)
            {
                order.AsSpan().Reverse();
            }

            return order;
        }

        var reader = new SortKeyReader(selection, relation, masks);
        var keys = new UInt128[sort.Count][];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = reader.Read(set, sort[i], lineages);
        }

        if (keys.Length == 1 && TrySortNarrow(keys[0], lineages, isAscending, order))
        {
            return order;
        }

        Array.Sort(order, (a, b) =>
        {
            foreach (var key in keys)
            {
                var compared = key[a].CompareTo(key[b]);
                if (compared != 0)
                {
                    return compared;
                }
            }

            return lineages[a].CompareTo(lineages[b]);
        });
        return order;
    }

    /// <summary>Sorts 64-bit keys instead, when all that the keys differ in lies within 64 bits (one class of values, none missing).</summary>
    private static bool TrySortNarrow(UInt128[] keys, long[] lineages, bool isAscending, int[] order)
    {
        if (keys.Length == 0)
        {
            return true;
        }

        var differing = UInt128.Zero;
        foreach (var key in keys)
        {
            differing |= key ^ keys[0];
        }

        var shift = differing == 0 ? 0 : (int)UInt128.TrailingZeroCount(differing);
        if (differing >> shift > ulong.MaxValue)
        {
            return false;
        }

        var narrow = new ulong[keys.Length];
        for (var i = 0; i < narrow.Length; i++)
        {
            narrow[i] = (ulong)(keys[i] >> shift);
        }

        Array.Sort(narrow, order);
        for (var start = 0; start < narrow.Length;)
        {
            var end = start + 1;
            while (end < narrow.Length && narrow[end] == narrow[start])
            {
                end++;
            }

            // Positions are in number order: where lineages ascend with numbers they need not be looked at.
            var equals = order.AsSpan(start, end - start);
            if (isAscending)
            {
                equals.Sort();
            }
            else
            {
                equals.Sort((a, b) => lineages[a].CompareTo(lineages[b]));
            }

            start = end;
        }

        return true;
    }
}
