using Venn.Engine.Revisions;

namespace Venn.Engine.Query.Sorting;

/// <summary>Everything a filter selects, in order. Immutable.</summary>
internal sealed class SortedResult
{
    private readonly long[] numbers;
    private readonly long[] lineages;
    private readonly int direction;

    /// <param name="numbers">Revision numbers in order.</param>
    /// <param name="lineages">Their lineages.</param>
    public SortedResult(long[] numbers, long[] lineages)
    {
        this.numbers = numbers;
        this.lineages = lineages;
        direction = IsMonotone(lineages, 1) ? 1 : IsMonotone(lineages, -1) ? -1 : 0;
    }

    public long SizeBytes => 16L * numbers.Length;

    /// <summary>The rows with low ≤ lineage ≤ high, from an offset. Cost: the page, when order and lineage agree; else a pass.</summary>
    public QueryPage Read(long low, long high, long offset, int limit)
    {
        if (low > high)
        {
            return new QueryPage([], 0);
        }

        if (direction == 0 && (low != long.MinValue || high != long.MaxValue))
        {
            return ReadFiltered(low, high, offset, limit);
        }

        var (from, end) = direction switch
        {
            1 => (Bound(lineage => lineage >= low), Bound(lineage => lineage > high)),
            -1 => (Bound(lineage => lineage <= high), Bound(lineage => lineage < low)),
            _ => (0, numbers.Length),
        };
        var total = end - from;
        var start = from + (int)Math.Min(Math.Max(0, offset), total);
        var page = new RevisionNumber[Math.Min(limit, end - start)];
        for (var i = 0; i < page.Length; i++)
        {
            page[i] = new RevisionNumber(numbers[start + i]);
        }

        return new QueryPage(page, total);
    }

    private QueryPage ReadFiltered(long low, long high, long offset, int limit)
    {
        var page = new List<RevisionNumber>(Math.Min(limit, numbers.Length));
        long total = 0;
        for (var i = 0; i < lineages.Length; i++)
        {
            if (lineages[i] >= low && lineages[i] <= high)
            {
                if (total >= offset && page.Count < limit)
                {
                    page.Add(new RevisionNumber(numbers[i]));
                }

                total++;
            }
        }

        return new QueryPage(page, total);
    }

    /// <summary>The first index at which a condition holds that holds from there on.</summary>
    private int Bound(Func<long, bool> holds)
    {
        var low = 0;
        var high = lineages.Length;
        while (low < high)
        {
            var middle = (int)(((uint)low + (uint)high) >> 1);
            if (holds(lineages[middle]))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    private static bool IsMonotone(long[] values, int direction)
    {
        for (var i = 1; i < values.Length; i++)
        {
            if ((values[i] - values[i - 1]) * direction < 0)
            {
                return false;
            }
        }

        return true;
    }
}
