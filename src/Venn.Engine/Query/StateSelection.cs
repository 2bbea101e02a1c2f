using System.Runtime.CompilerServices;
using Venn.Bitmaps;
using Venn.Bitmaps.Containers;
using Venn.Engine.Query.Evaluation;
using Venn.Engine.Query.Explaining;
using Venn.Engine.Query.Planning;
using Venn.Engine.Revisions;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Columns;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Query;

/// <summary>One request over one state: selects, and answers what the two relations ask of each other. One thread.</summary>
internal sealed class StateSelection(
    DatasetState state, SegmentStore items, SegmentStore annotations, IReadOnlyList<MaskDefinition> masks,
    Func<Relation, RevisionNumber, ReadOnlyMemory<byte>> readBody, QueryCaches caches, CancellationToken cancellationToken,
    QueryProfile? profile = null) : IJoins
{
    /// <summary>The same, watched.</summary>
    public StateSelection Explaining(QueryProfile watching) =>
        new(state, items, annotations, masks, readBody, caches, cancellationToken, watching);

    public DatasetState State => state;

    public CancellationToken CancellationToken => cancellationToken;

    public SegmentStore Store(Relation relation) => relation == Relation.Items ? items : annotations;

    public SegmentScope NewScope(Relation relation) => new(state.Masks, readBody, relation, cancellationToken);

    public RoaringBitmap Select(Relation relation, Filter filter)
    {
        var set = state[relation];
        if (filter is Filter.And { Operands.Count: 0 })
        {
            return set;
        }

        var plan = new Planner(relation, masks, this, profile).Plan(filter);
        var store = Store(relation);
        var scope = NewScope(relation);
        var keys = new List<ulong>(set.ContainerCount);
        var containers = new List<Container>(set.ContainerCount);
        var candidates = new ulong[RowBits.WordCount];
        var result = new ulong[RowBits.WordCount];
        for (var i = 0; i < set.ContainerCount; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var key = set.KeyAt(i);
            var container = set.ContainerAt(i);
            scope.Enter(store.Get((long)key));
            container.CopyToWords(candidates);
            result.AsSpan().Clear();
            plan.Evaluate(scope, candidates.AsSpan(0, scope.WordCount), result.AsSpan(0, scope.WordCount));
            var found = RowBits.Count(result);
            if (found > 0)
            {
                keys.Add(key);
                containers.Add(found == container.Cardinality ? container : Container.FromWords(result));
            }
        }

        return RoaringBitmap.FromContainers(
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(keys),
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(containers));
    }

    public LineageSet SelectAnnotatedItems(Filter condition)
    {
        if (condition is Filter.And { Operands.Count: 0 })
        {
            return AnnotatedItems();
        }

        return caches.Joins.GetOrAdd(
            Key(Relation.Annotations, condition, "annotated"),
            () => ReadSet(annotations, Select(Relation.Annotations, condition), ofItems: true), static set => set.SizeBytes);
    }

    public LineageSet SelectItemLineages(Filter condition) => caches.Joins.GetOrAdd(
        Key(Relation.Items, condition, "items"),
        () => ReadSet(items, Select(Relation.Items, condition), ofItems: false), static set => set.SizeBytes);

    public LineageSet AnnotatedItems() => caches.AnnotatedItems.GetValue(
        state.Annotations, set => ReadSet(annotations, set, ofItems: true));

    public AnnotationCounts CountAnnotations() => caches.Counts.GetValue(state.Annotations, set =>
    {
        var lineages = new long[set.Cardinality];
        annotations.ReadItems(set, lineages);
        return new AnnotationCounts(lineages);
    });

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

        return new QueryKey($"{(int)relation} {purpose} {FilterKey.Of(filter)}", [.. sets]);
    }

    private static LineageSet ReadSet(SegmentStore store, RoaringBitmap set, bool ofItems)
    {
        var lineages = new long[set.Cardinality];
        if (ofItems)
        {
            store.ReadItems(set, lineages);
        }
        else
        {
            store.ReadLineages(set, lineages);
        }

        return new LineageSet(lineages);
    }
}
