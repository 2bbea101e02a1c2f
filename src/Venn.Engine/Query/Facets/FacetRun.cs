using Venn.Bitmaps;
using Venn.Engine.Query.Evaluation;
using Venn.Engine.Query.Facets.ByValue;
using Venn.Engine.Query.Facets.Histograms;
using Venn.Engine.Query.Facets.Reading;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Query.Facets;

/// <summary>Answers one request over one state: finds the slice, then takes every facet along on each pass over its segments.</summary>
internal sealed class FacetRun(StateSelection selection, IReadOnlyList<MaskDefinition> masks)
{
    private readonly DistinctBudget budget = new(FacetRequest.DistinctMax);

    public FacetAnswer Answer(FacetRequest request)
    {
        Check(request);
        var items = selection.Select(Relation.Items, request.Items);
        var annotations = selection.Select(Relation.Annotations, AnnotationsOf(request));
        var totals = new TotalsCounter();
        var counters = request.Facets.Select(facet => NewCounter(facet, items, annotations)).ToList();
        Walk(Relation.Items, items, [totals, .. counters]);
        Walk(Relation.Annotations, annotations, counters);
        return new FacetAnswer(
            new FacetTotals(
                items.Cardinality - totals.DirectoriesCount, totals.DirectoriesCount, totals.SizeBytes, annotations.Cardinality,
                selection.Count(Relation.Items, And(request.Items, new Filter.HasAnnotation(request.Annotations)))),
            [.. request.Facets.Select((facet, i) => ToResult(facet, counters[i], items, annotations))]);
    }

    /// <summary>Every value of a field in a set of rows, most first.</summary>
    public static IReadOnlyList<(FieldValue Value, long Count)> Count(
        StateSelection selection, IReadOnlyList<MaskDefinition> masks, Relation relation, RoaringBitmap set, FieldPath field)
    {
        var counter = new ValuesCounter(
            relation, () => new FieldRows(selection, relation, masks, field), depth: null, new DistinctBudget(long.MaxValue));
        counter.FinishPass(ContainerWalk.Run(
            selection.Store(relation), set, selection.Options, counter.NewWorker,
            static (worker, index, segment, members) => worker.Visit(index, segment, members), selection.CancellationToken));
        return counter.Tally.ToResult(int.MaxValue, set.Cardinality).Counts;
    }

    private static Filter AnnotationsOf(FacetRequest request)
    {
        // Annotations of the items that have such annotations: those themselves.
        var isOfTheirOwn = request.Items is Filter.HasAnnotation has && ReferenceEquals(has.Condition, request.Annotations);
        return isOfTheirOwn || IsAll(request.Items)
            ? request.Annotations
            : And(new Filter.OnItem(request.Items), request.Annotations);
    }

    private static bool IsAll(Filter filter) => filter is Filter.And { Operands.Count: 0 };

    private static Filter And(Filter left, Filter right) =>
        IsAll(left) ? right : IsAll(right) ? left : new Filter.And([left, right]);

    private FacetCounter NewCounter(Facet facet, RoaringBitmap items, RoaringBitmap annotations)
    {
        switch (facet)
        {
            case Facet.Values values:
                return new ValuesCounter(values.Relation, () => Reader(values.Relation, values.Field), values.Depth, budget);
            case Facet.Histogram histogram:
                var set = histogram.Relation == Relation.Items ? items : annotations;
                return new HistogramCounter(
                    histogram.Relation, () => Reader(histogram.Relation, histogram.Field), histogram.Buckets, set.ContainerCount,
                    set.Cardinality);
            case Facet.Together together:
                var lineages = new long[items.Cardinality];
                selection.Store(Relation.Items).ReadLineages(items, lineages);
                return new TogetherCounter(
                    () => Reader(Relation.Annotations, together.Field), new LineageSlots(lineages), together.Limit, budget);
            default:
                throw new NotSupportedException(facet.GetType().Name);
        }
    }

    private FieldRows Reader(Relation relation, FieldPath field) => new(selection, relation, masks, field);

    private void Walk(Relation relation, RoaringBitmap set, IEnumerable<FacetCounter> counters)
    {
        var open = counters.Where(counter => counter.Relation == relation).ToList();
        while (open.Count > 0)
        {
            var workers = ContainerWalk.Run(
                selection.Store(relation), set, selection.Options, () => open.ConvertAll(counter => counter.NewWorker()),
                static (all, index, segment, members) => all.ForEach(worker => worker.Visit(index, segment, members)),
                selection.CancellationToken);
            open = [.. open.Where((counter, i) => counter.FinishPass(workers.Select(all => all[i]))).ToList()];
        }
    }

    private static FacetResult ToResult(Facet facet, FacetCounter counter, RoaringBitmap items, RoaringBitmap annotations) =>
        counter switch
        {
            ValuesCounter values => values.Tally.ToResult(
                ((Facet.Values)facet).Limit, values.Relation == Relation.Items ? items.Cardinality : annotations.Cardinality),
            HistogramCounter histogram => histogram.ToResult(),
            _ => ((TogetherCounter)counter).ToResult(),
        };

    private static void Check(FacetRequest request)
    {
        Require(request.Facets.Count <= FacetRequest.FacetsMax, $"A request has {FacetRequest.FacetsMax} facets at most.");
        Require(
            request.Facets.OfType<Facet.Together>().Count() <= FacetRequest.TogetherMax,
            $"A request has {FacetRequest.TogetherMax} facets of values together at most.");
        foreach (var facet in request.Facets)
        {
            switch (facet)
            {
                case Facet.Values values:
                    Require(values.Limit is >= 0 and <= Facet.Values.LimitMax, $"A facet tells 0 to {Facet.Values.LimitMax} values.");
                    Require(
                        values.Depth is null || (values.Depth >= 0 && (values.Field.Equals(FieldPath.Directory) || values.Field.Equals(FieldPath.Path))),
                        "A depth is of the directory or the path of items, and not negative.");
                    break;
                case Facet.Histogram { Buckets: Buckets.Nice nice }:
                    Require(nice.Count is >= 1 and <= Buckets.CountMax, $"A histogram has 1 to {Buckets.CountMax} buckets.");
                    break;
                case Facet.Histogram { Buckets: Buckets.Quantiles quantiles }:
                    Require(
                        quantiles.Count is >= 1 and <= Buckets.Quantiles.QuantilesMax,
                        $"There are 1 to {Buckets.Quantiles.QuantilesMax} quantiles.");
                    break;
                case Facet.Histogram { Buckets: Buckets.Given { Edges: var edges } }:
                    Require(edges.Count is >= 2 and <= Buckets.CountMax + 1, $"There are 2 to {Buckets.CountMax + 1} edges.");
                    Require(
                        edges.All(double.IsFinite) && edges.Zip(edges.Skip(1)).All(pair => pair.First < pair.Second),
                        "Edges are numbers that ascend.");
                    break;
                case Facet.Together together:
                    Require(together.Limit is >= 2 and <= Facet.Together.LimitMax, $"2 to {Facet.Together.LimitMax} values are looked at together.");
                    break;
            }
        }
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidRequestException(otherwise);
        }
    }
}
