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
    public BoundedCache<QueryKey, AnnotationCounts> Counts { get; } = new(limitBytes / 16 * 3, static key => key.SizeBytes);

    /// <summary>By annotations, then items: how many of the items are annotated.</summary>
    public BoundedCache<QueryKey, long> AnnotatedItemCounts { get; } = new(limitBytes / 16, static key => key.SizeBytes);

    /// <summary>Bytes of all of it; below the limit.</summary>
    public long SizeBytes
    {
        get
        {
            lock (Counts)
            {
                return Sorted.SizeBytes + Tops.SizeBytes + Joins.SizeBytes + Counts.SizeBytes + AnnotatedItemCounts.SizeBytes
                    + (lastCounts?.Counts.SizeBytes ?? 0);
            }
        }
    }

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
    /// <param name="annotations">Whose counts.</param>
    /// <param name="readItems">The item lineage of each annotation of a small set.</param>
    /// <param name="count">Makes the counts of a set anew.</param>
    public AnnotationCounts CountAnnotations(
        RoaringBitmap annotations, Func<RoaringBitmap, long[]> readItems, Func<RoaringBitmap, AnnotationCounts> count) =>
        Counts.GetOrAdd(
            CountsKey(annotations),
            () =>
            {
                var made = Change(annotations, readItems) ?? count(annotations);
                lock (Counts)
                {
                    lastCounts = made.SizeBytes <= limitBytes / 16 ? (annotations, made) : null;
                }

                return made;
            },
            static counts => counts.SizeBytes);

    public QueryKey CountsKey(RoaringBitmap annotations) => KeyOf("counts", annotations);

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
