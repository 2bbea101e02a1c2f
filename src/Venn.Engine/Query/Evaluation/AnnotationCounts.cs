namespace Venn.Engine.Query.Evaluation;

/// <summary>How many annotations each item lineage has, of one set of annotations.</summary>
internal sealed class AnnotationCounts
{
    private const long CellsPerAnnotationLimit = 16;
    private readonly int[]? dense;
    private readonly Dictionary<long, int>? sparse;
    private readonly long min;

    /// <param name="items">The item lineage of every annotation.</param>
    public AnnotationCounts(ReadOnlySpan<long> items)
    {
        min = long.MaxValue;
        var max = long.MinValue;
        foreach (var item in items)
        {
            min = Math.Min(min, item);
            max = Math.Max(max, item);
        }

        if (!items.IsEmpty && (max - min) / items.Length < CellsPerAnnotationLimit)
        {
            dense = new int[max - min + 1];
            foreach (var item in items)
            {
                dense[item - min]++;
            }

            return;
        }

        sparse = [];
        foreach (var item in items)
        {
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(sparse, item, out _)++;
        }
    }

    private AnnotationCounts(int[] dense, long min)
    {
        this.dense = dense;
        this.min = min;
    }

    public long SizeBytes => dense is not null ? 4L * dense.Length : 32L * sparse!.Count;

    /// <summary>The counts of a set that differs: null when they must be made anew.</summary>
    /// <param name="added">The item lineage of every annotation that came.</param>
    /// <param name="removed">The item lineage of every annotation that went.</param>
    public AnnotationCounts? Change(ReadOnlySpan<long> added, ReadOnlySpan<long> removed)
    {
        if (dense is null)
        {
            return null;
        }

        var length = (long)dense.Length;
        foreach (var item in added)
        {
            if (item < min || item - min >= 2L * dense.Length)
            {
                return null;
            }

            length = Math.Max(length, item - min + 1);
        }

        var changed = new int[length];
        dense.CopyTo(changed, 0);
        foreach (var item in added)
        {
            changed[item - min]++;
        }

        foreach (var item in removed)
        {
            changed[item - min]--;
        }

        return new AnnotationCounts(changed, min);
    }

    public int this[long item]
    {
        get
        {
            if (sparse is not null)
            {
                return sparse.GetValueOrDefault(item);
            }

            var at = unchecked((ulong)(item - min));
            return at < (ulong)dense!.Length ? dense[at] : 0;
        }
    }
}
