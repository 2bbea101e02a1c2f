using System.Net;
using System.Text.Json.Nodes;
using Venn.Protocol.Dql;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Hostile;

/// <summary>Queries made to cost: refused by what they hold, or stopped by the clock; a place and a reason in the answer.</summary>
public sealed class HostileQueryTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Query_TooManyPatterns_Is400AndNamesTheFirstTooMany()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var patterns = Enumerable.Range(0, DqlLimits.MaxPatternCount + 1).Select(i => (JsonNode)new JsonObject { ["name"] = $"*a{i}*b" });

        var answer = await AskAsync(world, new JsonObject { ["$or"] = new JsonArray([.. patterns]) });

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains($"$.filter.$or[{DqlLimits.MaxPatternCount}].name", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name": PATTERN}""", "$.filter.name")]
    [InlineData("""{"name": {"$in": ["x", PATTERN]}}""", "$.filter.name.$in")]
    [InlineData("""{"name": {"$glob": PATTERN}}""", "$.filter.name.$glob")]
    [InlineData("""{"name": {"$ne": PATTERN}}""", "$.filter.name.$ne")]
    [InlineData("""{"metadata.user.tags": {"$match": {"a": PATTERN}}}""", "$.filter.metadata.user.tags.$match.a")]
    public async Task Query_PatternsTooLong_Is400(string filter, string place)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var pattern = "\"*" + new string('a', DqlLimits.MaxPatternLength) + "\"";

        var answer = await AskAsync(world, JsonNode.Parse(filter.Replace("PATTERN", pattern, StringComparison.Ordinal))!);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(place, answer.Message, StringComparison.Ordinal);
    }

    /// <summary>As many patterns as are taken, each of which sends a matcher that goes back over every name again and again.</summary>
    [Fact]
    public async Task Query_PatternsUpToTheLimit_AreAnswered()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/" + new string('a', 200) + ".jpg");
        var star = string.Concat(Enumerable.Repeat("*a", 20));
        var patterns = Enumerable.Range(0, DqlLimits.MaxPatternCount).Select(i => (JsonNode)new JsonObject { ["name"] = $"{star}*b{i}" });

        var answer = await AskAsync(world, new JsonObject { ["$or"] = new JsonArray([.. patterns]) });

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(0, answer["totalItemsCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task Query_WholeArrayOfManyValues_Is400()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var values = new JsonArray([.. Enumerable.Repeat(0, 100_000).Select(_ => JsonValue.Create(1))]);

        var answer = await AskAsync(world, new JsonObject { ["metadata.user.list"] = values });

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("metadata.user.list", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_PastTheTimeLimit_Is408AndTheServerLives()
    {
        await using var server = await TestServer.StartAsync(configure: options => options with { QueryTimeLimit = TimeSpan.Zero });
        var client = server.ClientOf();
        var project = await client.CreateProjectAsync("slow");
        var dataset = (await client.PostAsync("/datasets", new JsonObject { ["name"] = "d", ["projects"] = new JsonArray(project) })).ExpectOk().Id;
        var form = new MultipartFormDataContent { { new StringContent("/a.txt"), "path" }, { new ByteArrayContent([1]), "file", "a.txt" } };
        (await client.SendAsync(HttpMethod.Post, $"/datasets/{dataset}/items", form)).ExpectOk();

        var answer = await client.PostTextAsync($"/datasets/{dataset}/query", """{"filter": {"name": "*x"}}""");

        Assert.Equal(HttpStatusCode.RequestTimeout, answer.Status);
        Assert.Contains("longer than 0 seconds", answer.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("~/health")).Status);
    }

    private static Task<ApiAnswer> AskAsync(DatasetWorld world, JsonNode filter) =>
        world.Client.PostAsync($"/datasets/{world.DatasetId}/query", new JsonObject { ["filter"] = filter });
}
