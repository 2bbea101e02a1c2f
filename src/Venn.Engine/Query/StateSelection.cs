using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Venn.Bitmaps;
using Venn.Bitmaps.Containers;
using Venn.Engine.Query.Evaluation;
using Venn.Engine.Query.Explaining;
using Venn.Engine.Query.Planning;
using Venn.Engine.Revisions;
using Venn.Engine.Segments;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Query;

/// <summary>One request over one state: selects, and answers what the two relations ask of each other. Works on several threads.</summary>
internal sealed class StateSelection(
    DatasetState state, SegmentStore items, SegmentStore annotations, IReadOnlyList<MaskDefinition> masks,
    Func<Relation, RevisionNumber, ReadOnlyMemory<byte>> readBody, QueryCaches caches, QueryEngineOptions options,
    CancellationToken cancellationToken, QueryProfile? profile = null) : IJoins
{
    private readonly ConcurrentDictionary<Filter, Lazy<LineageSet>> joins = new(ReferenceEqualityComparer.Instance);

    public DatasetState State => state;

    /// <summary>The same, watched: on one thread, whose steps follow one another.</summary>
    public StateSelection Explaining(QueryProfile watching) =>
        new(state, items, annotations, masks, readBody, caches, options with { Threads = 1 }, cancellationToken, watching);

    public CancellationToken CancellationToken => cancellationToken;

    public QueryEngineOptions Options => options;

    public SegmentStore Store(Relation relation) => relation == Relation.Items ? items : annotations;

    public SegmentScope NewScope(Relation relation) => new(state.Masks, readBody, relation, cancellationToken);

    public RoaringBitmap Select(Relation relation, Filter filter)
    {
        var set = state[relation];
        if (IsEverything(filter))
        {
            return set;
        }

        var found = new Container?[set.ContainerCount];
        Evaluate(relation, filter, (worker, i, segment, members) => found[i] = worker.Select(segment, members));
        var keys = new List<ulong>(found.Length);
        var containers = new List<Container>(found.Length);
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i] is { } container)
            {
                keys.Add(set.KeyAt(i));
                containers.Add(container);
            }
        }

        return RoaringBitmap.FromContainers(CollectionsMarshal.AsSpan(keys), CollectionsMarshal.AsSpan(containers));
    }

    /// <summary>How many <see cref="Select"/> would give; no set is made of them.</summary>
    public long Count(Relation relation, Filter filter)
    {
        if (IsEverything(filter))
        {
            return state[relation].Cardinality;
        }

        var workers = Evaluate(relation, filter, static (worker, _, segment, members) => worker.Count(segment, members));
        return workers.Sum(worker => worker.Counted);
    }

    public LineageSet SelectAnnotatedItems(Filter condition) => IsEverything(condition)
        ? caches.Joins.GetOrAdd(
            caches.KeyOf("annotated", state.Annotations), () => Collect(Relation.Annotations, condition), static set => set.SizeBytes)
        : Join(Relation.Annotations, condition, "annotated");

    public LineageSet SelectItemLineages(Filter condition) => Join(Relation.Items, condition, "items");

    public AnnotationCounts CountAnnotations() => caches.CountAnnotations(state.Annotations, ReadItems, CountByItem);

    /// <summary>Names what the answer of a filter depends on.</summary>
    public QueryKey Key(Relation relation, Filter filter, string purpose, bool crosses = false)
    {
        var sets = new List<RoaringBitmap> { state[relation] };
        crosses |= FilterParts.CrossesRelations(filter);
        if (crosses)
        {
            sets.Add(state[relation == Relation.Items ? Relation.Annotations : Relation.Items]);
        }

        for (var i = 0; i < masks.Count; i++)
        {
            if (crosses || masks[i].Relation == relation)
            {
                sets.Add(state.Masks[i]);
            }
        }

        return caches.KeyOf($"{(int)relation} {purpose} {FilterKey.Of(filter)}", [.. sets]);
    }

    private static bool IsEverything(Filter filter) => filter is Filter.And { Operands.Count: 0 };

    private IReadOnlyList<SegmentEvaluation> Evaluate(
        Relation relation, Filter filter, Action<SegmentEvaluation, int, Segment, Container> visit)
    {
        // The first plan is made before anything else: a filter that has no plan is refused whatever the state holds.
        PlanNode? first = Plan(relation, filter);
        return ContainerWalk.Run(
            Store(relation), state[relation], options,
            () => new SegmentEvaluation(
                Interlocked.Exchange(ref first, null) ?? Plan(relation, filter), NewScope(relation), relation == Relation.Annotations),
            visit, cancellationToken);
    }

    private PlanNode Plan(Relation relation, Filter filter) => new Planner(relation, masks, this, profile).Plan(filter);

    // Threads of one request that need the same join wait for the one that makes it.
    private LineageSet Join(Relation relation, Filter condition, string purpose) => joins.GetOrAdd(
        condition,
        _ => new Lazy<LineageSet>(() => caches.Joins.GetOrAdd(
            Key(relation, condition, purpose), () => Collect(relation, condition), static set => set.SizeBytes))).Value;

    private LineageSet Collect(Relation relation, Filter condition)
    {
        profile?.IsMade();
        var workers = Evaluate(relation, condition, static (worker, _, segment, members) => worker.Collect(segment, members));
        return new LineageSet([.. workers.Select(worker => worker.Collected)]);
    }

    private long[] ReadItems(RoaringBitmap set)
    {
        var lineages = new long[set.Cardinality];
        annotations.ReadItems(set, lineages);
        return lineages;
    }

    private AnnotationCounts CountByItem(RoaringBitmap set)
    {
        var builder = new AnnotationCountsBuilder(set.Cardinality);
        ContainerWalk.Run(
            annotations, set, options, static () => new ItemReader(),
            (reader, _, segment, members) => builder.Add(reader.Read(segment, members)), cancellationToken);
        return AnnotationCounts.Of(builder);
    }
}
