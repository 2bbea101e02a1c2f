using System.Diagnostics;
using Venn.Engine.Query.Planning;
using Venn.Engine.Query.Sorting;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Query.Explaining;

/// <summary>Answers a query step by step, each with a clock around it.</summary>
internal static class QueryExplainer
{
    public static QueryPlan Explain(
        StateSelection selection, Relation relation, IReadOnlyList<MaskDefinition> masks, QueryRequest request, QueryCaches caches)
    {
        var started = Stopwatch.GetTimestamp();
        var profile = new QueryProfile();
        var watched = selection.Explaining(profile);
        var (rest, low, high) = FilterParts.SplitLineageRange(request.Filter);
        var found = profile.Step("filter", "", step =>
        {
            step.RowsIn = selection.State[relation].Cardinality;
            var set = watched.Select(relation, request.Limit > 0 ? rest : request.Filter);
            step.RowsOut = set.Cardinality;
            return set;
        });
        if (request.Limit <= 0)
        {
            return new QueryPlan(new QueryPage([], found.Cardinality), Stopwatch.GetElapsedTime(started), profile.Steps);
        }

        var sort = QueryEngine.Significant(request.Sort);
        var crosses = sort.Exists(field => field.Field.Equals(FieldPath.AnnotationsCount));
        var key = selection.Key(relation, rest, QueryEngine.KeyOf(sort), crosses);
        var isTop = low == long.MinValue && high == long.MaxValue && request.Offset <= selection.Options.TopRowsMax - request.Limit
            && !caches.Sorted.TryGet(key, out _);
        var words = string.Join(", ", sort.Select(field => $"{field.Field} {(field.Descending ? "descending" : "ascending")}"));
        var sorted = profile.Step(isTop ? "first rows" : "sort", words, step =>
        {
            step.RowsIn = found.Cardinality;
            step.IsKept = true;
            var order = isTop ? FindTop(step) : Sort(step);
            step.RowsOut = isTop ? Math.Min(found.Cardinality, selection.Options.TopRowsMax) : found.Cardinality;
            return order;
        });
        var page = profile.Step("page", "", step =>
        {
            var rows = sorted.Read(low, high, request.Offset, request.Limit);
            rows = isTop ? rows with { TotalCount = found.Cardinality } : rows;
            (step.RowsIn, step.RowsOut) = (found.Cardinality, rows.Revisions.Count);
            return rows;
        });
        return new QueryPlan(page, Stopwatch.GetElapsedTime(started), profile.Steps);

        SortedResult Sort(StepProfile step) => caches.Sorted.GetOrAdd(
            key,
            () =>
            {
                step.IsKept = false;
                return Sorter.Sort(selection, relation, masks, found, sort);
            },
            static result => result.SizeBytes);

        SortedResult FindTop(StepProfile step) => caches.Tops.GetOrAdd(
            key,
            () =>
            {
                step.IsKept = false;
                IReadOnlyList<SortField> order = sort.Count > 0 ? sort : [new SortField(FieldPath.Lineage, Descending: false)];
                return (TopRows.Find(selection, relation, masks, found, order, selection.Options.TopRowsMax), found.Cardinality);
            },
            static top => top.Item1.SizeBytes).Item1;
    }
}
