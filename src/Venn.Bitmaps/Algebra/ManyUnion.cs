using System.Runtime.CompilerServices;
using Venn.Bitmaps.Containers;
using Venn.Bitmaps.Containers.Kernels;

namespace Venn.Bitmaps.Algebra;

/// <summary>
/// The union of many sets: a container that one set alone has is shared, two are united, more are gathered in one
/// scratch of words, so that no intermediate result is made.
/// </summary>
internal static class ManyUnion
{
    public static RoaringBitmap Or(ReadOnlySpan<RoaringBitmap> sets)
    {
        switch (sets.Length)
        {
            case 0:
                return RoaringBitmap.Empty;
            case 1:
                return sets[0];
            case 2:
                return sets[0].Or(sets[1]);
        }

        var largest = sets[0];
        var parts = new List<KeyedContainer>();
        foreach (var set in sets)
        {
            largest = set.Cardinality > largest.Cardinality ? set : largest;
            foreach (var part in set.ByContainer)
            {
                parts.Add(part);
            }
        }

        parts.Sort(static (left, right) => left.Key.CompareTo(right.Key));
        var list = new ContainerList(largest.ContainerCount);
        try
        {
            for (int from = 0, to; from < parts.Count; from = to)
            {
                for (to = from + 1; to < parts.Count && parts[to].Key == parts[from].Key;)
                {
                    to++;
                }

                list.Add(parts[from].Key, Or(parts, from, to));
            }

            return list.ToBitmap(largest, largest);
        }
        finally
        {
            list.Dispose();
        }
    }

    [SkipLocalsInit]
    private static Container Or(List<KeyedContainer> parts, int from, int to)
    {
        var first = parts[from].Container;
        if (to - from <= 2)
        {
            return to - from == 1 ? first : first.Or(parts[from + 1].Container);
        }

        Span<ulong> words = stackalloc ulong[Container.WordCount];
        Span<ulong> other = stackalloc ulong[Container.WordCount];
        first.CopyToWords(words);
        var largest = first;
        for (var i = from + 1; i < to; i++)
        {
            var container = parts[i].Container;
            if (ReferenceEquals(container, first))
            {
                continue;
            }

            largest = container.Cardinality > largest.Cardinality ? container : largest;
            if (container is ArrayContainer array)
            {
                BitKernels.Set(words, array.Values);
                continue;
            }

            container.CopyToWords(other);
            WordKernels.Combine<OrWords>(words, other, words);
        }

        var cardinality = WordKernels.CountBits(words);
        return cardinality == largest.Cardinality ? largest : ContainerForm.FromWords(words, cardinality);
    }
}
