using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Features.Versions;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Facets;

public sealed class FacetTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Facets_OfASlice_CountWhatItHolds()
    {
        var world = await FilledAsync();

        var all = await world.FacetsAsync("""
            {"filter": {"type": "file"}, "facets": [
             {"by": "label"}, {"by": "metadata.user.weather"}, {"by": "dir", "depth": 1}, {"name": "kinds", "by": "type"},
             {"by": "type", "resource": "items"}, {"by": "mimetype", "limit": 1}, {"histogram": "box.width", "edges": [0, 8.5, 100]},
             {"histogram": "box.area", "quantiles": 2}, {"together": "label"}, {"histogram": "metadata.system.size", "buckets": 5}]}
            """);
        var rain = await world.FacetsAsync("""{"filter": {"metadata.user.weather": "rain"}, "facets": [{"by": "label"}]}""");
        var annotations = await world.FacetsAsync("""
            {"resource": "annotations", "filter": {"label": "pear"}, "facets": [{"by": "label"}, {"by": "dir"}]}
            """);
        var narrowed = await world.FacetsAsync("""{"filter": {"type": "file"}, "annotations": {"label": "pear"}, "facets": [{"by": "label"}]}""");

        Assert.Equal("""{"itemsCount":3,"directoriesCount":0,"sizeBytes":9,"annotationsCount":4,"annotatedItemsCount":2}""", all["totals"]!.ToJsonString());
        Assert.Equal("apple 3, pear 1", Values(all, 0));
        Assert.Equal("rain 2, sun 1", Values(all, 1));
        Assert.Equal("/a 2, / 1", Values(all, 2));
        Assert.Equal("kinds", (string)all["facets"]![3]!["name"]!);
        Assert.Equal("box 4", Values(all, 3));
        Assert.Equal("file 3", Values(all, 4));
        Assert.Equal("text/plain 3", Values(all, 5));
        Assert.Equal("0 8.5 0, 8.5 100 4", Buckets(all, 6));
        Assert.Equal("153 153 4", Buckets(all, 7));
        Assert.Equal("""[{"values":["apple","pear"],"itemsCount":1}]""", all["facets"]![8]!["pairs"]!.ToJsonString());
        Assert.Equal(3, (int)all["facets"]![9]!["count"]!);
        Assert.Equal("apple 1, pear 1", Values(rain, 0));
        Assert.Equal("pear 1", Values(annotations, 0));
        Assert.Equal("/ 1", Values(annotations, 1));
        Assert.Equal(1, (int)annotations["totals"]!["itemsCount"]!);
        Assert.Equal("pear 1", Values(narrowed, 0));
        Assert.Equal(1, (int)narrowed["totals"]!["annotatedItemsCount"]!);
    }

    [Fact]
    public async Task Facets_OfAPastVersionAndOfAClone_AreTheirs()
    {
        var world = await FilledAsync();
        var then = await world.HeadAsync();
        var bare = await world.CloneAsync("bare", metadata: false);
        await world.SetAsync((await world.QueryAsync("""{"name": "1.txt"}"""))["items"]![0]!["id"]!.GetValue<string>(), "weather", "snow");
        const string byWeather = """{"filter": {"type": "file"}, "facets": [{"by": "metadata.user.weather"}], "at": "HEAD"}""";

        var now = await world.FacetsAsync(byWeather.Replace("HEAD", "head", StringComparison.Ordinal));
        var past = await world.FacetsAsync(byWeather.Replace("HEAD", then, StringComparison.Ordinal));
        var masked = await world.FacetsAsync(byWeather.Replace("HEAD", "head", StringComparison.Ordinal), bare);

        Assert.Equal("rain 2, snow 1", Values(now, 0));
        Assert.Equal("rain 2, sun 1", Values(past, 0));
        Assert.Equal(then, (string)past["commitId"]!);
        Assert.Equal("", Values(masked, 0));
        Assert.Equal(3, (int)masked["facets"]![0]!["missingCount"]!);
    }

    [Fact]
    public async Task Histogram_OfTimes_HasTimesAsEdges()
    {
        var world = await FilledAsync();

        var answer = await world.FacetsAsync("""
            {"facets": [{"histogram": "createdAt"}, {"histogram": "createdAt", "edges": ["2000-01-01T00:00:00Z", "2900-01-01T00:00:00Z"]},
             {"histogram": "metadata.user.nothing"}]}
            """);

        Assert.Equal("time", (string)answer["facets"]![0]!["type"]!);
        Assert.EndsWith("Z", (string)answer["facets"]![0]!["buckets"]![0]!["from"]!, StringComparison.Ordinal);
        Assert.Equal((int)answer["facets"]![0]!["count"]!, (int)answer["facets"]![1]!["buckets"]![0]!["count"]!);
        Assert.Equal(0, (int)answer["facets"]![2]!["count"]!);
        Assert.Null(answer["facets"]![2]!["min"]);
    }

    [Fact]
    public async Task BoxSize_IsSearchedAndSortedBy()
    {
        var world = await FilledAsync();
        var item = (await world.QueryAsync("""{"name": "1.txt"}"""))["items"]![0]!["id"]!.GetValue<string>();
        (await world.Client.PostTextAsync($"/items/{item}/annotations", """
            [{"type": "box", "label": "wide", "coordinates": [{"x": 100, "y": 2}, {"x": 0, "y": 12}]},
             {"type": "point", "label": "dot", "coordinates": {"x": 1, "y": 2, "z": 0}}]
            """)).ExpectOk();

        Assert.Equal("wide", await world.ValuesAsync("""{"box.area": {"$gt": 500}}""", "label", resource: "annotations"));
        Assert.Equal("wide", await world.ValuesAsync("""{"box.width": 100, "box.height": 10, "box.aspect": 10}""", "label", resource: "annotations"));
        Assert.StartsWith("wide", await world.ValuesAsync(
            """{"type": "box"}""", "label", resource: "annotations", more: ""","sort": {"box.width": "descending"}"""), StringComparison.Ordinal);
        Assert.Equal("/a/1.txt", await world.ValuesAsync(
            "{}", more: ""","join": {"on": {"resource": "annotations", "local": "itemId", "forigen": "id"}, "filter": {"box.width": {"$gte": 99}}}"""));
    }

    [Theory]
    [InlineData("""{"facets": {}}""", "$.facets")]
    [InlineData("""{"facets": [5]}""", "$.facets[0]")]
    [InlineData("""{"facets": [{}]}""", "$.facets[0]")]
    [InlineData("""{"facets": [{"by": "label", "histogram": "x"}]}""", "$.facets[0]")]
    [InlineData("""{"facets": [{"by": "label"}, {"by": 5}]}""", "$.facets[1].by")]
    [InlineData("""{"facets": [{"by": ""}]}""", "$.facets[0].by")]
    [InlineData("""{"facets": [{"by": "a..b"}]}""", "$.facets[0].by")]
    [InlineData("""{"facets": [{"by": "id"}]}""", "$.facets[0].by")]
    [InlineData("""{"facets": [{"by": "label", "limit": -1}]}""", "$.facets[0].limit")]
    [InlineData("""{"facets": [{"by": "label", "limit": 1000000}]}""", "$.facets[0].limit")]
    [InlineData("""{"facets": [{"by": "label", "depth": 1}]}""", "$.facets[0].depth")]
    [InlineData("""{"facets": [{"by": "dir", "depth": "x"}]}""", "$.facets[0].depth")]
    [InlineData("""{"facets": [{"by": "label", "resource": "tasks"}]}""", "$.facets[0].resource")]
    [InlineData("""{"facets": [{"histogram": "x", "buckets": 0}]}""", "$.facets[0].buckets")]
    [InlineData("""{"facets": [{"histogram": "x", "buckets": 5, "edges": [1, 2]}]}""", "$.facets[0]")]
    [InlineData("""{"facets": [{"histogram": "x", "edges": [1]}]}""", "$.facets[0].edges")]
    [InlineData("""{"facets": [{"histogram": "x", "edges": [2, 1]}]}""", "$.facets[0].edges[1]")]
    [InlineData("""{"facets": [{"histogram": "x", "edges": [1, "2026-01-01T00:00:00Z"]}]}""", "$.facets[0].edges[1]")]
    [InlineData("""{"facets": [{"histogram": "x", "edges": ["soon", "later"]}]}""", "$.facets[0].edges[0]")]
    [InlineData("""{"facets": [{"histogram": "x", "quantiles": 1000}]}""", "$.facets[0].quantiles")]
    [InlineData("""{"facets": [{"together": "label", "limit": 1000}]}""", "$.facets[0].limit")]
    [InlineData("""{"facets": [{"together": "name", "resource": "items"}]}""", "$.facets[0].together")]
    [InlineData("""{"resource": "tasks", "facets": []}""", "$.resource")]
    [InlineData("""{"filter": {"a": {"$wrong": 1}}, "facets": []}""", "$.filter.a")]
    [InlineData("""{"annotations": {"a": {"$wrong": 1}}, "facets": []}""", "$.annotations.a")]
    [InlineData("""{"at": "yesterday", "facets": []}""", "at: ")]
    [InlineData("""[]""", "$")]
    public async Task Facets_WrongRequest_Is400ThatNamesThePlace(string body, string place)
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        var answer = (await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/facets", body)).Expect(HttpStatusCode.BadRequest);

        Assert.Contains(place, answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facets_TooManyAtOnce_Is400()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var many = new JsonArray([.. Enumerable.Range(0, 65).Select(_ => new JsonObject { ["by"] = "label" })]);
        var together = new JsonArray([.. Enumerable.Range(0, 5).Select(_ => new JsonObject { ["together"] = "label" })]);

        (await world.Client.PostAsync($"/datasets/{world.DatasetId}/facets", new JsonObject { ["facets"] = many })).Expect(HttpStatusCode.BadRequest);
        (await world.Client.PostAsync($"/datasets/{world.DatasetId}/facets", new JsonObject { ["facets"] = together })).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Unsearchable_PathOfTheSchema_IsRefusedInFiltersOrdersAndFacets()
    {
        var world = await FilledAsync();
        await world.SucceedAsync(await world.Client.PostTextAsync(
            $"/datasets/{world.DatasetId}/schema/items", """{"unsearchablePaths": {"add": ["metadata.user.weather"]}}"""));
        var query = $"/datasets/{world.DatasetId}/query";

        var filter = (await world.Client.PostTextAsync(query, """{"filter": {"$or": [{"metadata.user.weather": "rain"}]}}""")).Expect(HttpStatusCode.BadRequest);
        (await world.Client.PostTextAsync(query, """{"filter": {"metadata.user.weather.deep": "rain"}}""")).Expect(HttpStatusCode.BadRequest);
        (await world.Client.PostTextAsync(query, """{"sort": {"metadata.user.weather": "ascending"}}""")).Expect(HttpStatusCode.BadRequest);
        (await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/facets", """{"facets": [{"by": "metadata.user.weather"}]}""")).Expect(HttpStatusCode.BadRequest);
        (await world.Client.PostTextAsync(query, """{"filter": {"metadata.user.weathervane": 1}}""")).ExpectOk();
        await world.SucceedAsync(await world.Client.PostTextAsync(
            $"/datasets/{world.DatasetId}/schema/items", """{"unsearchablePaths": {"remove": ["metadata.user.weather"]}}"""));
        (await world.Client.PostTextAsync(query, """{"filter": {"metadata.user.weather": "rain"}}""")).ExpectOk();

        Assert.Contains("metadata.user.weather", filter.Message, StringComparison.Ordinal);
        Assert.Contains("$.filter.", filter.Message, StringComparison.Ordinal);
    }

    private async Task<DatasetWorld> FilledAsync()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var one = await world.AddFileAsync("/a/1.txt", "one", """{"user": {"weather": "sun"}}""");
        await world.AddFileAsync("/a/2.txt", "two", """{"user": {"weather": "rain"}}""");
        var three = await world.AddFileAsync("/3.txt", "333", """{"user": {"weather": "rain"}}""");
        await world.AnnotateAsync(one, "apple", "apple");
        await world.AnnotateAsync(three, "apple", "pear");
        return world;
    }

    private static string Values(JsonNode answer, int facet) => string.Join(
        ", ", answer["facets"]![facet]!["values"]!.AsArray().Select(value => $"{value!["value"]} {value["count"]}"));

    private static string Buckets(JsonNode answer, int facet) => string.Join(
        ", ", answer["facets"]![facet]!["buckets"]!.AsArray().Select(bucket => $"{bucket!["from"]} {bucket["to"]} {bucket["count"]}"));
}
