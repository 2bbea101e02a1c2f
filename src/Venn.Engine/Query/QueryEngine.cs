using System.Text;
using Venn.Bitmaps;
using Venn.Engine.Query.Explaining;
using Venn.Engine.Query.Facets;
using Venn.Engine.Query.Planning;
using Venn.Engine.Query.Samples;
using Venn.Engine.Query.Sorting;
using Venn.Engine.Revisions;
using Venn.Engine.Segments;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Query;

/// <summary>
/// Answers filters, pages and counts of any state. Threads: safe. A segment found damaged on the way is repaired and
/// the request runs again: an answer is never made of damaged bytes.
/// </summary>
/// <param name="items">Segments of items.</param>
/// <param name="annotations">Segments of annotations.</param>
/// <param name="masks">Of the store: the masks of a state stand in the same order.</param>
/// <param name="readBody">The stored body of a revision, unmasked.</param>
/// <param name="options">Bounds.</param>
/// <exception cref="QueryTimeLimitException">From every request: it ran longer.</exception>
internal sealed class QueryEngine(
    SegmentStore items, SegmentStore annotations, IReadOnlyList<MaskDefinition> masks,
    Func<Relation, RevisionNumber, ReadOnlyMemory<byte>> readBody, QueryEngineOptions options)
{
    private volatile QueryCaches caches = new(options.CacheBytes);
    private long runCount;

    /// <summary>Questions asked so far: what works in the background gives way to them.</summary>
    public long RunCount => Interlocked.Read(ref runCount);

    /// <summary>Memory of what is kept of answers.</summary>
    public long KeptBytes => caches.SizeBytes;

    /// <summary>Forgets everything that was derived from sets before.</summary>
    public void DropCaches() => caches = new QueryCaches(options.CacheBytes);

    public RoaringBitmap Select(DatasetState state, Relation relation, Filter filter, CancellationToken cancellationToken) =>
        Run(state, selection => selection.Select(relation, filter), cancellationToken);

    /// <summary>Totals are exact. The sorted result is kept, so that the next pages of the same query cost their rows.</summary>
    public QueryPage Page(DatasetState state, Relation relation, QueryRequest request, CancellationToken cancellationToken) =>
        Run(state, selection =>
        {
            if (request.Limit <= 0)
            {
                return new QueryPage([], selection.Count(relation, request.Filter));
            }

            var (rest, low, high) = FilterParts.SplitLineageRange(request.Filter);
            var sort = Significant(request.Sort);
            var key = selection.Key(relation, rest, KeyOf(sort), sort.Exists(field => field.Field.Equals(FieldPath.AnnotationsCount)));
            if (low == long.MinValue && high == long.MaxValue && request.Offset <= options.TopRowsMax - request.Limit
                && !caches.Sorted.TryGet(key, out _))
            {
                return ReadTop(selection, relation, key, rest, sort, request);
            }

            var sorted = caches.Sorted.GetOrAdd(
                key, () => Sorter.Sort(selection, relation, masks, selection.Select(relation, rest), sort), static result => result.SizeBytes);
            return sorted.Read(low, high, request.Offset, request.Limit);
        }, cancellationToken);

    /// <summary>A page as <see cref="Page"/> gives it, and how: the filter is evaluated even when its order was kept.</summary>
    public QueryPlan Explain(DatasetState state, Relation relation, QueryRequest request, CancellationToken cancellationToken) =>
        Run(state, selection => QueryExplainer.Explain(selection, relation, masks, request, caches), cancellationToken);

    /// <summary>How many annotations of the state each item has.</summary>
    public int[] CountAnnotations(DatasetState state, ReadOnlySpan<Lineage> lineages)
    {
        var counts = new int[lineages.Length];
        if (lineages.IsEmpty || state.Annotations.IsEmpty)
        {
            return counts;
        }

        // A lookup in a segment costs what a few of its annotations cost to count; most segments have none of the item.
        const long AnnotationsPerLookup = 4;
        if (!caches.Counts.TryGet(caches.CountsKey(state.Annotations), out var all)
            && (long)lineages.Length * state.Annotations.ContainerCount * AnnotationsPerLookup < state.Annotations.Cardinality)
        {
            var found = new List<RevisionNumber>();
            for (var i = 0; i < counts.Length; i++)
            {
                found.Clear();
                annotations.FindByItem(state.Annotations, lineages[i], found);
                counts[i] = found.Count;
            }

            return counts;
        }

        all ??= Run(state, selection => selection.CountAnnotations(), CancellationToken.None);
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = all[lineages[i].Value];
        }

        return counts;
    }

    public long CountAnnotatedItems(DatasetState state)
    {
        const int EntrySizeBytes = 256;
        return caches.AnnotatedItemCounts.GetOrAdd(
            caches.KeyOf("annotated", state.Annotations, state.Items),
            () => Run(
                state, selection => selection.Count(Relation.Items, new Filter.HasAnnotation(Filter.All)), CancellationToken.None),
            static _ => EntrySizeBytes);
    }

    /// <summary>How many rows of a set hold each value of a field, most first; a row counts once for each value it holds.</summary>
    public IReadOnlyList<(FieldValue Value, long Count)> CountByValue(
        DatasetState state, Relation relation, RoaringBitmap set, FieldPath field) =>
        Run(state, selection => FacetRun.Count(selection, masks, relation, set, field), CancellationToken.None);

    /// <summary>Counts, histograms and totals of a slice; its segments are read on all cores.</summary>
    /// <exception cref="InvalidRequestException">A facet is out of its bounds, or has too many different values.</exception>
    public FacetAnswer Facet(DatasetState state, FacetRequest request, CancellationToken cancellationToken) =>
        Run(state, selection => new FacetRun(selection, masks).Answer(request), cancellationToken);

    /// <summary>The items of a state that a sample takes; no directory among them.</summary>
    /// <exception cref="InvalidRequestException">The sample is out of its bounds, or has too many strata.</exception>
    public RoaringBitmap Sample(DatasetState state, Sample sample, CancellationToken cancellationToken) =>
        Run(state, selection => new Sampler(selection, masks).Take(sample), cancellationToken);

    private T Run<T>(DatasetState state, Func<StateSelection, T> request, CancellationToken cancellationToken) =>
        options.TimeLimit is not { } limit
            ? RunRepaired(state, request, cancellationToken)
            : limit.Run(token => RunRepaired(state, request, token), cancellationToken);

    private T RunRepaired<T>(DatasetState state, Func<StateSelection, T> request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref runCount);
        while (true)
        {
            try
            {
                return request(new StateSelection(state, items, annotations, masks, readBody, caches, options, cancellationToken));
            }
            catch (SegmentDamagedException damaged)
            {
                damaged.Segment.Repair(damaged.Message);
            }
        }
    }

    private QueryPage ReadTop(
        StateSelection selection, Relation relation, QueryKey key, Filter filter, List<SortField> sort, QueryRequest request)
    {
        var (first, total) = caches.Tops.GetOrAdd(
            key,
            () =>
            {
                var set = selection.Select(relation, filter);
                IReadOnlyList<SortField> order = sort.Count > 0 ? sort : [new SortField(FieldPath.Lineage, Descending: false)];
                return (TopRows.Find(selection, relation, masks, set, order, options.TopRowsMax), set.Cardinality);
            },
            static top => top.Item1.SizeBytes);
        return first.Read(long.MinValue, long.MaxValue, request.Offset, request.Limit) with { TotalCount = total };
    }

    // The lineage is unique: nothing that follows it matters.
    internal static List<SortField> Significant(IReadOnlyList<SortField> sort)
    {
        var fields = new List<SortField>();
        foreach (var field in sort)
        {
            fields.Add(field);
            if (field.Field.Equals(FieldPath.Lineage))
            {
                break;
            }
        }

        return fields;
    }

    internal static string KeyOf(List<SortField> sort)
    {
        var text = new StringBuilder("sort");
        foreach (var field in sort)
        {
            FilterKey.Write(field.Field, text);
            text.Append(field.Descending ? '-' : '+');
        }

        return text.ToString();
    }
}
