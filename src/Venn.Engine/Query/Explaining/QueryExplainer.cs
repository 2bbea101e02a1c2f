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
        var sorted = profile.Step("sort", string.Join(", ", sort.Select(field => $"{field.Field} {(field.Descending ? "descending" : "ascending")}")), step =>
        {
            step.RowsIn = step.RowsOut = found.Cardinality;
            step.IsKept = true;
            return caches.Sorted.GetOrAdd(
                key,
                () =>
                {
                    step.IsKept = false;
                    return Sorter.Sort(selection, relation, masks, found, sort);
                },
                static result => result.SizeBytes);
        });
        var page = profile.Step("page", "", step =>
        {
            var rows = sorted.Read(low, high, request.Offset, request.Limit);
            (step.RowsIn, step.RowsOut) = (found.Cardinality, rows.Revisions.Count);
            return rows;
        });
        return new QueryPlan(page, Stopwatch.GetElapsedTime(started), profile.Steps);
    }
}
