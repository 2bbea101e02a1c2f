using System.Globalization;
using Venn.Engine.Query;
using Venn.Engine.Versions;

namespace Venn.Benchmarks.Query;

/// <summary>Asks the engine.</summary>
internal static class EngineAnswers
{
    public static IReadOnlyList<string> Ask(DatasetVersion version, Question question, int run)
    {
        var filter = question.Filter(run);
        switch (question.Kind)
        {
            case QuestionKind.Count:
                var count = version.Query(question.Relation, new QueryRequest { Filter = filter, Limit = 0 }).TotalCount;
                return [count.ToString(CultureInfo.InvariantCulture)];
            case QuestionKind.Facet:
                var set = version.Select(question.Relation, filter);
                return [.. version.CountByValue(question.Relation, set, question.Field!)
                    .Select(pair => $"{pair.Value.Text}:{pair.Count}").Order(StringComparer.Ordinal)];
            default:
                var page = version.Query(question.Relation, new QueryRequest
                {
                    Filter = filter, Sort = question.SortByRun(run), Offset = question.Offset(run), Limit = Question.PageSize,
                });
                return [.. version.ReadPaths(page.Revisions).Select(path => path[(path.LastIndexOf('/') + 1)..])];
        }
    }
}
