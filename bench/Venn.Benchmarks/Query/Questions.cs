using System.Globalization;
using Venn.Engine.Query;
using Venn.Server.Hosting;
using Venn.Storage.Catalog;

namespace Venn.Benchmarks.Query;

/// <summary>What is asked. Constants follow from the number of the run.</summary>
internal static class Questions
{
    private static readonly string[] SortFields = ["speed", "temperature", "blur"];

    public static IReadOnlyList<Question> All(int items) =>
    [
        new("count, 3 predicates", QuestionKind.Count, Relation.Items,
            k => And(Is("metadata.user.weather", Weather(k)), Above("metadata.user.speed", Speed(k)), Above("metadata.user.quality", Quality(k))),
            k => $"SELECT count(*) FROM items WHERE weather = '{Weather(k)}' AND speed > {Text(Speed(k))} AND quality > {Quality(k)}")
        {
            GoalOfDuckDb = 0.5,
            Dql = k => Dql($$$"""{"metadata.user.weather":"{{{Weather(k)}}}"},{"metadata.user.speed":{"$gt":{{{Text(Speed(k))}}}}},{"metadata.user.quality":{"$gt":{{{Quality(k)}}}}}""", 0, 0),
        },
        new("facet by label, all annotations", QuestionKind.Facet, Relation.Annotations, _ => Filter.All,
            _ => "SELECT CAST(label AS VARCHAR) AS value, count(*) FROM annotations GROUP BY 1 ORDER BY 1")
        {
            Field = FieldPath.Parse("label"), GoalOfDuckDb = 0.5,
        },
        new("facet by label, confident annotations", QuestionKind.Facet, Relation.Annotations,
            k => Above("metadata.user.confidence", Confidence(k)),
            k => $"SELECT CAST(label AS VARCHAR) AS value, count(*) FROM annotations WHERE confidence > {Text(Confidence(k))} GROUP BY 1 ORDER BY 1")
        {
            Field = FieldPath.Parse("label"), GoalOfDuckDb = 0.5,
        },
        new("facet by city, one kind of weather", QuestionKind.Facet, Relation.Items,
            k => And(Is("metadata.user.weather", Weather(k)), Above("metadata.user.speed", Speed(k))),
            k => $"SELECT city AS value, count(*) FROM items WHERE weather = '{Weather(k)}' AND speed > {Text(Speed(k))} GROUP BY 1 ORDER BY 1")
        {
            Field = FieldPath.Parse("metadata.user.city"),
        },
        new("annotation join, first page by name", QuestionKind.Page, Relation.Items,
            k => And(
                new Filter.HasAnnotation(And(Is("label", Label(k)), Is("type", "box"), Above(BoxSize.Area, Area(k)))),
                Is("metadata.user.weather", Weather(k))),
            k => $"SELECT name FROM items i WHERE weather = '{Weather(k)}' AND EXISTS (SELECT 1 FROM annotations a WHERE a.item_id = i.id"
                + $" AND a.label = '{Label(k)}' AND a.type = 'box' AND a.area > {Area(k)}) ORDER BY name, id LIMIT {Question.PageSize}")
        {
            Sort = [new SortField(FieldPath.Name, Descending: false)], GoalMs = 20,
            Dql = k => Dql($$$"""{"metadata.user.weather":"{{{Weather(k)}}}"}""", 0, Question.PageSize, "name",
                $$$"""{"label":"{{{Label(k)}}}"},{"type":"box"},{"box.area":{"$gt":{{{Area(k)}}}}}"""),
        },
        new("glob on the path, literal inside", QuestionKind.Count, Relation.Items,
            k => new Filter.Glob(FieldPath.Path, $"*_{Day(k)}_*"),
            k => $"SELECT count(*) FROM items WHERE path LIKE '%!_{Day(k)}!_%' ESCAPE '!'")
        {
            GoalMs = 10,
            Dql = k => Dql($$$"""{"filename":"*_{{{Day(k)}}}_*"}""", 0, 0),
        },
        new("glob on the path, a directory", QuestionKind.Count, Relation.Items,
            k => new Filter.Glob(FieldPath.Path, $"/site-{k % 40:00}/day-1*"),
            k => $"SELECT count(*) FROM items WHERE path LIKE '/site-{k % 40:00}/day-1%'")
        {
            GoalMs = 10,
        },
        new("value of an array", QuestionKind.Count, Relation.Items,
            k => And(Is("metadata.user.tags", Tag(k)), Above("metadata.user.quality", Quality(k))),
            k => $"SELECT count(*) FROM items WHERE {{has-tag:{Tag(k)}}} AND quality > {Quality(k)}"),
        new("time range and a nested path", QuestionKind.Count, Relation.Items,
            k => And(
                new Filter.Compare(FieldPath.Parse("metadata.user.capturedAt"), Comparison.GreaterOrEqual, FieldValue.Of(Date(k))),
                Above("metadata.user.sensors.lidar.points", Points(k))),
            k => $"SELECT count(*) FROM items WHERE captured_at >= '{Date(k)} 00:00:00' AND lidar_points > {Points(k)}"),
        new("first page of a new order", QuestionKind.Page, Relation.Items,
            k => Above("metadata.user.trip", Trip(k)),
            k => $"SELECT name FROM items WHERE trip > {Trip(k)} ORDER BY {SortFields[k % 3]} ASC NULLS FIRST, id LIMIT {Question.PageSize}")
        {
            SortByRun = k => [new SortField(FieldPath.Parse("metadata.user." + SortFields[k % 3]), Descending: false)],
            Dql = k => Dql($$$"""{"metadata.user.trip":{"$gt":{{{Trip(k)}}}}}""", 0, Question.PageSize, "metadata.user." + SortFields[k % 3]),
        },
        new("page 9,000 of a sorted listing", QuestionKind.Page, Relation.Items, _ => Filter.All,
            k => $"SELECT name FROM items ORDER BY speed, id LIMIT {Question.PageSize} OFFSET {Deep(items, k)}")
        {
            Sort = [new SortField(FieldPath.Parse("metadata.user.speed"), Descending: false)], GoalMs = 5, Offset = k => Deep(items, k),
            Dql = k => Dql("", Deep(items, k) / Question.PageSize, Question.PageSize, "metadata.user.speed"),
        },
    ];

    private static string Weather(int k) => QueryData.Weathers[k % QueryData.Weathers.Count];

    private static double Speed(int k) => 5 + (0.37 * (k % 80));

    private static long Quality(int k) => 20 + (k % 47);

    private static double Confidence(int k) => 0.2 + (0.011 * (k % 60));

    private static string Label(int k) => QueryData.Labels[k % 23];

    private static long Area(int k) => 3000 + (101 * (k % 89));

    private static string Day(int k) => new DateTime(2026, 1, 1).AddDays(k % 360).ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static string Date(int k) => new DateTime(2026, 3, 1).AddDays(k % 200).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Tag(int k) => QueryData.Tags[k % QueryData.Tags.Count];

    private static long Points(int k) => 30_000 + (613 * (k % 120));

    private static long Trip(int k) => 500 + (17 * (k % 200));

    // Nine tenths of the way down, a few pages to and fro: of a million items page 9,000.
    private static long Deep(int items, int k) => ((items * 9L / 10 / Question.PageSize) - (k % 50)) * Question.PageSize;

    private static Filter And(params Filter[] operands) => new Filter.And(operands);

    private static Filter Is(string field, string value) => new Filter.Compare(FieldPath.Parse(field), Comparison.Equal, FieldValue.Of(value));

    private static Filter Above(string field, double value) =>
        new Filter.Compare(FieldPath.Parse(field), Comparison.Greater, FieldValue.Of(value));

    private static Filter Above(string field, long value) => Above(FieldPath.Parse(field), value);

    private static Filter Above(FieldPath field, long value) => new Filter.Compare(field, Comparison.Greater, FieldValue.Of(value));

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Dql(string conditions, long page, int pageSize, string? sort = null, string? join = null)
    {
        var joined = join is null ? "" : $$$""","join":{"on":{"resource":"annotations","local":"itemId","forigen":"id"},"filter":{"$and":[{{{join}}}]}}""";
        var sorted = sort is null ? "" : $$$""","sort":{"{{{sort}}}":"ascending"}""";
        return $$$"""{"resource":"items","filter":{"$and":[{{{conditions}}}]}{{{joined}}}{{{sorted}}},"page":{{{page}}},"pageSize":{{{pageSize}}}}""";
    }
}
