namespace Venn.Engine.Query.Evaluation;

/// <summary>How many annotations each item lineage has, of one set of annotations. Immutable.</summary>
internal sealed class AnnotationCounts
{
    /// <summary>What a byte cannot tell: the count stands beside.</summary>
    internal const byte Many = byte.MaxValue;

    private readonly byte[]? dense;
    private readonly Dictionary<long, int> others;
    private readonly long min;

    /// <param name="items">The item lineage of every annotation.</param>
    public AnnotationCounts(ReadOnlySpan<long> items)
    {
        var builder = new AnnotationCountsBuilder(items.Length);
        builder.Add(items);
        (dense, others, min) = builder.Build();
    }

    private AnnotationCounts(AnnotationCountsBuilder builder) => (dense, others, min) = builder.Build();

    public long SizeBytes => (dense?.LongLength ?? 0) + (32L * others.Count);

    /// <param name="builder">Used no more after it.</param>
    public static AnnotationCounts Of(AnnotationCountsBuilder builder) => new(builder);

    /// <summary>The counts of a set that differs: null when they must be made anew.</summary>
    /// <param name="added">The item lineage of every annotation that came.</param>
    /// <param name="removed">The item lineage of every annotation that went.</param>
    public AnnotationCounts? Change(ReadOnlySpan<long> added, ReadOnlySpan<long> removed)
    {
        if (dense is null)
        {
            return null;
        }

        foreach (var item in added)
        {
            if (item < min || item - min >= 2L * dense.Length)
            {
                return null;
            }
        }

        var builder = new AnnotationCountsBuilder((byte[])dense.Clone(), new Dictionary<long, int>(others), min);
        builder.Add(added);
        builder.Remove(removed);
        return new AnnotationCounts(builder);
    }

    public int this[long item]
    {
        get
        {
            if (dense is null)
            {
                return others.GetValueOrDefault(item);
            }

            var at = unchecked((ulong)(item - min));
            var count = at < (ulong)dense.Length ? dense[at] : (byte)0;
            return count < Many ? count : others[item];
        }
    }
}
