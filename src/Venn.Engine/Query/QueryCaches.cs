using System.Runtime.CompilerServices;
using Venn.Bitmaps;
using Venn.Engine.Query.Evaluation;
using Venn.Engine.Query.Sorting;

namespace Venn.Engine.Query;

/// <summary>
/// What was derived from sets, kept under their identity: clones and unchanged states share it. Threads: safe.
/// </summary>
/// <param name="limitBytes">Of all of it together.</param>
internal sealed class QueryCaches(long limitBytes)
{
    private readonly ConditionalWeakTable<RoaringBitmap, object> marks = [];
    private (RoaringBitmap Annotations, AnnotationCounts Counts)? lastCounts;

    public BoundedCache<QueryKey, SortedResult> Sorted { get; } = new(limitBytes / 2, static key => key.SizeBytes);

    /// <summary>The first rows of an order, and how many rows it has.</summary>
    public BoundedCache<QueryKey, (SortedResult First, long TotalCount)> Tops { get; } = new(limitBytes / 16, static key => key.SizeBytes);

    public BoundedCache<QueryKey, LineageSet> Joins { get; } = new(limitBytes / 8, static key => key.SizeBytes);

    /// <summary>By annotations.</summary>
    public BoundedCache<QueryKey, AnnotationCounts> Counts { get; } = new(limitBytes / 4, static key => key.SizeBytes);

    /// <summary>By annotations, then items: how many of the items are annotated.</summary>
    public BoundedCache<QueryKey, long> AnnotatedItemCounts { get; } = new(limitBytes / 16, static key => key.SizeBytes);

    /// <summary>The key of a question about these sets, good as long as they live.</summary>
    public QueryKey KeyOf(string question, params ReadOnlySpan<RoaringBitmap> sets)
    {
        var keyMarks = new object[sets.Length];
        for (var i = 0; i < keyMarks.Length; i++)
        {
            keyMarks[i] = marks.GetValue(sets[i], static _ => new object());
        }

        return new QueryKey(question, keyMarks);
    }

    /// <summary>The counts made last: those of a set that differs little are made of them.</summary>
    public AnnotationCounts CountAnnotations(RoaringBitmap annotations, Func<RoaringBitmap, long[]> readItems) =>
        Counts.GetOrAdd(
            KeyOf("counts", [annotations]),
            () =>
            {
                var made = Change(annotations, readItems) ?? new AnnotationCounts(readItems(annotations));
                lock (Counts)
                {
                    lastCounts = made.SizeBytes <= limitBytes / 8 ? (annotations, made) : null;
                }

                return made;
            },
            static counts => counts.SizeBytes);

    private AnnotationCounts? Change(RoaringBitmap annotations, Func<RoaringBitmap, long[]> readItems)
    {
        const int ChangedShareMax = 8;
        (RoaringBitmap Annotations, AnnotationCounts Counts) last;
        lock (Counts)
        {
            if (lastCounts is not { } kept)
            {
                return null;
            }

            last = kept;
        }

        var added = annotations.AndNot(last.Annotations);
        var removed = last.Annotations.AndNot(annotations);
        return added.Cardinality + removed.Cardinality <= annotations.Cardinality / ChangedShareMax
            ? last.Counts.Change(readItems(added), readItems(removed))
            : null;
    }
}
