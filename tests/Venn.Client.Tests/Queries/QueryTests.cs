using System.Text.Json.Nodes;
using Venn.Client.Queries;

namespace Venn.Client.Tests.Queries;

public sealed class QueryTests
{
    [Fact]
    public void Where_Twice_DemandsBoth_AndLeavesTheFirstAlone()
    {
        var first = Query.All.Where("dir", "/cam1");
        var second = first.Where("metadata.user.weather", "rain");

        Assert.Equal("""{"$and":[{"dir":"/cam1"}]}""", first.Filter.ToJsonString());
        Assert.Equal("""{"$and":[{"dir":"/cam1"},{"metadata.user.weather":"rain"}]}""", second.Filter.ToJsonString());
    }

    [Fact]
    public void WhereAnnotation_Twice_IsOneJoin()
    {
        var query = Query.Files.WhereAnnotation("label", "car").WhereAnnotation("type", "box");

        Assert.Equal("annotations", query.Join!["on"]!["resource"]!.GetValue<string>());
        Assert.Equal("id", query.Join["on"]!["forigen"]!.GetValue<string>());
        Assert.Equal("""{"$and":[{"label":"car"},{"type":"box"}]}""", query.Join["filter"]!.ToJsonString());
    }

    [Fact]
    public void Parse_FilterAlone_IsTheFilter() =>
        Assert.Equal("""{"dir":"/a"}""", Query.Parse("""{"dir": "/a"}""").Filter.ToJsonString());

    [Fact]
    public void Parse_Whole_TakesFilterJoinAndSort()
    {
        var query = Query.Parse(
            """{"filter": {"dir": "/a"}, "join": {"filter": {"label": "car"}}, "sort": {"name": "ascending"}, "page": 3}""");

        Assert.Equal("""{"dir":"/a"}""", query.Filter.ToJsonString());
        Assert.Equal("car", query.Join!["filter"]!["label"]!.GetValue<string>());
        Assert.Equal("ascending", query.Sort!["name"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"dir\":")]
    [InlineData("{\"filter\": 5}")]
    public void Parse_NotAnObject_Throws(string text) => Assert.Throws<FormatException>(() => Query.Parse(text));

    [Fact]
    public void After_KeepsTheFilterWhole() =>
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"$and": [{"$or": [{"dir": "/a"}, {"dir": "/b"}]}, {"id": {"$gt": "65"}}]}"""),
            Query.Parse("""{"$or": [{"dir": "/a"}, {"dir": "/b"}]}""").After("65").Filter));
}
