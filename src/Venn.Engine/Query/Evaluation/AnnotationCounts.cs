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

    public long SizeBytes => dense is not null ? dense.LongLength * sizeof(int) : sparse!.Count * 32L;

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
