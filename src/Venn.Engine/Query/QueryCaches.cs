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

    public BoundedCache<QueryKey, SortedResult> Sorted { get; } = new(SortedLimitBytes);

    /// <summary>The first rows of an order, and how many rows it has.</summary>
    public BoundedCache<QueryKey, (SortedResult First, long TotalCount)> Tops { get; } = new(TopsLimitBytes);

    public BoundedCache<QueryKey, LineageSet> Joins { get; } = new(JoinsLimitBytes);

    public ConditionalWeakTable<RoaringBitmap, LineageSet> AnnotatedItems { get; } = [];

    public ConditionalWeakTable<RoaringBitmap, AnnotationCounts> Counts { get; } = [];

    /// <summary>By annotations, then items: how many of the items are annotated.</summary>
    public ConditionalWeakTable<RoaringBitmap, ConditionalWeakTable<RoaringBitmap, StrongBox<long>>> AnnotatedItemCounts { get; } = [];
}
