using System.Runtime.CompilerServices;
using Venn.Bitmaps;
using Venn.Engine.Query.Evaluation;
using Venn.Engine.Query.Sorting;

namespace Venn.Engine.Query;

/// <summary>What was derived from sets, kept under their identity: clones and unchanged states share it. Threads: safe.</summary>
internal sealed class QueryCaches
{
    public const long SortedLimitBytes = 256L << 20;
    public const long TopsLimitBytes = 16L << 20;
    public const long JoinsLimitBytes = 64L << 20;
    public const long CountsLimitBytes = 256L << 20;

    private readonly ConditionalWeakTable<RoaringBitmap, object> marks = [];

    public BoundedCache<QueryKey, SortedResult> Sorted { get; } = new(SortedLimitBytes, static key => key.SizeBytes);

    /// <summary>The first rows of an order, and how many rows it has.</summary>
    public BoundedCache<QueryKey, (SortedResult First, long TotalCount)> Tops { get; } = new(TopsLimitBytes, static key => key.SizeBytes);

    public BoundedCache<QueryKey, LineageSet> Joins { get; } = new(JoinsLimitBytes, static key => key.SizeBytes);

    /// <summary>By annotations. Bounded too: states of the near past are remembered, a thousand of them, and each has its own.</summary>
    public BoundedCache<QueryKey, AnnotationCounts> Counts { get; } = new(CountsLimitBytes, static key => key.SizeBytes);

    /// <summary>By annotations, then items: how many of the items are annotated.</summary>
    public ConditionalWeakTable<RoaringBitmap, ConditionalWeakTable<RoaringBitmap, StrongBox<long>>> AnnotatedItemCounts { get; } = [];

    /// <summary>The key of a question about these sets, good as long as they live.</summary>
    public QueryKey KeyOf(string question, IEnumerable<RoaringBitmap> sets) =>
        new(question, [.. sets.Select(set => marks.GetValue(set, static _ => new object()))]);
}
