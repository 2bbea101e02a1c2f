using System.Text;
using System.Text.Json;
using Venn.Protocol.Dql;

namespace Venn.Protocol.Tests.Dql;

public sealed class DqlReaderTests
{
    /// <summary>Every form of a condition, with the tree it is short for.</summary>
    [Theory]
    [InlineData("""{}""", "and()")]
    [InlineData("""{"a": 1}""", "a = 1")]
    [InlineData("""{"a": 1, "b": "x"}""", "and(a = 1, b = \"x\")")]
    [InlineData("""{"$and": [{"a": 1}, {}]}""", "and(a = 1, and())")]
    [InlineData("""{"$and": []}""", "and()")]
    [InlineData("""{"$or": []}""", "and()")]
    [InlineData("""{"$or": [{"a": 1}, {"b": 2}], "c": true}""", "and(or(a = 1, b = 2), c = true)")]
    [InlineData("""{"metadata": {"user.good": true}}""", "metadata.user.good = true")]
    [InlineData("""{"metadata": {"user": {"a": {"$gt": 1.5}}}}""", "metadata.user.a Greater 1.5")]
    [InlineData("""{"a": null}""", "a = null")]
    [InlineData("""{"a": [1, "x"]}""", "a == [1 \"x\"]")]
    [InlineData("""{"a": []}""", "a == []")]
    [InlineData("""{"a": {"$eq": [1]}}""", "a == [1]")]
    [InlineData("""{"a": {"$ne": 1}}""", "not(a = 1)")]
    [InlineData("""{"a": {"$in": [1, null]}}""", "a in [1 null]")]
    [InlineData("""{"a": {"$nin": ["x*"]}}""", "not(a in [\"x*\"])")]
    [InlineData("""{"a": {"$gte": 1, "$lt": "2024-01-01"}}""", "and(a GreaterOrEqual 1, a Less \"2024-01-01\")")]
    [InlineData("""{"a": {"$exists": false}}""", "not(a exists)")]
    [InlineData("""{"a": {"$glob": "x*"}}""", "a glob x*")]
    [InlineData("""{"a": {"$or": [1, {"$gt": 5}]}}""", "or(a = 1, a Greater 5)")]
    [InlineData("""{"refs": {"$match": {"type": "task", "metadata": {"status": {"$eq": "done"}}}}}""",
        "refs match and(type = \"task\", metadata.status = \"done\")")]
    public void ReadFilter_EveryForm_ReadsAsItsMeaning(string json, string expected) =>
        Assert.Equal(expected, Show(DqlReader.ReadFilter(Parse(json))));

    [Theory]
    [InlineData("""{"$nor": []}""", "$.filter.$nor")]
    [InlineData("""{"a": {"$regex": "(x"}}""", "$.filter.a.$regex")]
    [InlineData("""{"a": {"$regex": "(x)\\1"}}""", "$.filter.a.$regex")]
    [InlineData("""{"a": {"$regex": "((x{1000}){1000}){1000}"}}""", "$.filter.a.$regex")]
    [InlineData("""{"a": {"$regex": 5}}""", "$.filter.a.$regex")]
    [InlineData("""{"$and": [{"b": 1}, {"a": {"$not": 1}}]}""", "$.filter.$and[1].a.$not")]
    [InlineData("""{"a": {"$gt": 1, "b": 2}}""", "$.filter.a")]
    [InlineData("""{"$and": {}}""", "$.filter.$and")]
    [InlineData("""{"$or": [1]}""", "$.filter.$or[0]")]
    [InlineData("""{"a": {"$in": 1}}""", "$.filter.a.$in")]
    [InlineData("""{"a": {"$in": [[1]]}}""", "$.filter.a.$in[0]")]
    [InlineData("""{"a": {"$gt": null}}""", "$.filter.a.$gt")]
    [InlineData("""{"a": {"$gt": {}}}""", "$.filter.a.$gt")]
    [InlineData("""{"a": {"$exists": 1}}""", "$.filter.a.$exists")]
    [InlineData("""{"a": {"$match": 1}}""", "$.filter.a.$match")]
    [InlineData("""{"a": {"$glob": 1}}""", "$.filter.a.$glob")]
    [InlineData("""{"a": [{}]}""", "$.filter.a[0]")]
    [InlineData("""{"": 1}""", "$.filter.")]
    [InlineData("""[]""", "$.filter")]
    public void ReadFilter_NoCondition_NamesThePlace(string json, string path)
    {
        var fault = Assert.Throws<DqlSyntaxException>(() => DqlReader.ReadFilter(Parse(json)));

        Assert.Equal(path, fault.Path);
        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadFilter_NestedAThousandDeep_IsRefused()
    {
        var json = string.Concat(Enumerable.Repeat("""{"$and":[""", 1000)) + "{}" + string.Concat(Enumerable.Repeat("]}", 1000));
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 3000 });

        var fault = Assert.Throws<DqlSyntaxException>(() => DqlReader.ReadFilter(document.RootElement));

        Assert.Contains("64 deep", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadFilter_NestedToTheBound_IsRead()
    {
        var json = string.Concat(Enumerable.Repeat("""{"$and":[""", DqlLimits.MaxDepth)) + "{}" + string.Concat(Enumerable.Repeat("]}", DqlLimits.MaxDepth));

        Assert.StartsWith("and(", Show(DqlReader.Parse($$"""{"filter": {{json}}}""").Filter), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadFilter_AMillionValues_IsRefused()
    {
        var json = new StringBuilder("""{"a": {"$in": [0""");
        for (var i = 1; i < 1_000_000; i++)
        {
            json.Append(",0");
        }

        json.Append("]}}");

        var fault = Assert.Throws<DqlSyntaxException>(() => DqlReader.ReadFilter(Parse(json.ToString())));

        Assert.Contains("values", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WholeRequest_KeepsItsParts()
    {
        var query = DqlReader.Parse("""
            {"resource": "annotations", "filter": {"label": "car"}, "page": 3, "pageSize": 20, "systemSpace": true,
             "join": {"on": {"resource": "items", "local": "id", "forigen": "itemId"}, "filter": {"dir": "/a"}},
             "sort": {"createdAt": "descending", "nonsense": "sideways", "id": "ascending"},
             "context": {"projects": ["p"], "datasets": ["d"]}, "delete": true, "user": "ignored"}
            """);

        Assert.Equal("annotations", query.Resource);
        Assert.Equal("label = \"car\"", Show(query.Filter));
        Assert.Equal(("items", "dir = \"/a\""), (query.Join!.Resource, Show(query.Join.Filter)));
        Assert.Equal([new DqlSort("createdAt", true), new DqlSort("id", false)], query.Sort);
        Assert.Equal((3, 20, true, true), (query.Page, query.PageSize, query.SystemSpace, query.Delete));
        Assert.Equal(["p"], query.Context.Projects!);
        Assert.Equal(["d"], query.Context.Datasets!);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"join": {}, "sort": null, "context": null, "filter": null, "update": null, "page": null}""")]
    public void Read_EmptyOrNullParts_IsTheQueryForEverything(string json)
    {
        var query = DqlReader.Parse(json);

        Assert.Equal(("items", "and()", 0, 1000), (query.Resource, Show(query.Filter), query.Page, query.PageSize));
        Assert.Null(query.Join);
        Assert.Equal(JsonValueKind.Undefined, query.Update.ValueKind);
    }

    [Theory]
    [InlineData("""{"page": -1}""", "$.page")]
    [InlineData("""{"pageSize": "many"}""", "$.pageSize")]
    [InlineData("""{"page": 1.5}""", "$.page")]
    [InlineData("""{"resource": 1}""", "$.resource")]
    [InlineData("""{"join": 1}""", "$.join")]
    [InlineData("""{"join": {"filter": {"$x": 1}}}""", "$.join.filter.$x")]
    [InlineData("""{"context": {"projects": [1]}}""", "$.context.projects")]
    [InlineData("""{"systemSpace": "yes"}""", "$.systemSpace")]
    [InlineData("""{"update": []}""", "$.update")]
    [InlineData("""[1]""", "$")]
    [InlineData("""{"filter": """, "$")]
    [InlineData("""{"filter": {}, "filter": {}}""", "$")]
    public void Parse_NoQuery_NamesThePlace(string json, string path) =>
        Assert.Equal(path, Assert.Throws<DqlSyntaxException>(() => DqlReader.Parse(json)).Path);

    [Theory]
    [InlineData(1001, 1000)]
    [InlineData(0, 0)]
    [InlineData(7, 7)]
    public void Read_PageSize_IsCapped(int asked, int given) =>
        Assert.Equal(given, DqlReader.Parse($$"""{"pageSize": {{asked}}}""").PageSize);

    private static JsonElement Parse(string json) => JsonElement.Parse(json);

    private static string Show(DqlCondition condition) => condition switch
    {
        DqlCondition.And and => $"and({string.Join(", ", and.Operands.Select(Show))})",
        DqlCondition.Or or => $"or({string.Join(", ", or.Operands.Select(Show))})",
        DqlCondition.Not not => $"not({Show(not.Operand)})",
        DqlCondition.Equal equal => $"{equal.Field} = {equal.Value}",
        DqlCondition.EqualList list => $"{list.Field} == [{string.Join(' ', list.Values)}]",
        DqlCondition.In list => $"{list.Field} in [{string.Join(' ', list.Values)}]",
        DqlCondition.Compare compare => $"{compare.Field} {compare.Operator} {compare.Value}",
        DqlCondition.Exists exists => $"{exists.Field} exists",
        DqlCondition.Glob glob => $"{glob.Field} glob {glob.Pattern}",
        DqlCondition.Match match => $"{match.Field} match {Show(match.Condition)}",
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    [Fact]
    public void Parse_SortByEndlessFields_IsRefused()
    {
        var fields = string.Join(", ", Enumerable.Range(0, DqlLimits.MaxSortFields + 1).Select(i => $"\"k{i}\": \"ascending\""));

        var error = Assert.Throws<DqlSyntaxException>(() => DqlReader.Parse($$"""{"filter": {}, "sort": { {{fields}} } }"""));

        Assert.Contains("$.sort.k32", error.Message, StringComparison.Ordinal);
    }
}
