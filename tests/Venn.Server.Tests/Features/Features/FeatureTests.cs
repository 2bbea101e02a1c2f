using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Features;

public sealed class FeatureTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Vectors_LifeOfASet_AreFoundCountedAndGoWithIt()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var set = await CreateSetAsync(world);

        var made = (await world.Client.PostAsync("/features/vectors", new JsonArray(Vector(world, set, 1.5, 2), Vector(world, set, 3, 4)))).ExpectOk();
        var page = (await world.Client.PostTextAsync("/features/vectors/query",
            $$"""{"filter": {"featureSetId": "{{set}}", "entityId": "e"}, "context": {"projects": ["{{world.ProjectId}}"]} }""")).ExpectOk();
        var counts = (await world.Client.PostAsync("/features/vectors/project-count-aggregation", new JsonObject
        {
            ["projectId"] = world.ProjectId, ["datasetIds"] = new JsonArray(world.DatasetId),
        })).ExpectOk();
        var deleted = await world.Client.DeleteAsync($"/features/sets/{set}");

        Assert.Equal(made.Text, page["items"]!.ToJsonString());
        Assert.Equal("[1.5,2]", made.Json![0]!["value"]!.ToJsonString());
        Assert.Equal(2, counts.Json![0]!["count"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.NoContent, deleted.Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Client.GetAsync($"/features/vectors/{made.Json![0]!["id"]}")).Status);
    }

    [Fact]
    public async Task Vectors_Wrong_Are400AndNoneIsAdded()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var set = await CreateSetAsync(world);

        var answer = await world.Client.PostAsync("/features/vectors", new JsonArray(Vector(world, set, 1, 2), Vector(world, set, 1)));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("$[1].value", answer.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await world.Client.PostTextAsync(
            "/features/vectors/query", $$"""{"filter": {"featureSetId": "{{set}}"} }"""))["totalItemsCount"]!.GetValue<int>());
    }

    private static async Task<string> CreateSetAsync(DatasetWorld world) => (await world.Client.PostAsync("/features/sets", new JsonObject
    {
        ["name"] = "set", ["size"] = 2, ["type"] = "embedding", ["project"] = world.ProjectId, ["entityType"] = "item",
    })).ExpectOk().Json![0]!["id"]!.GetValue<string>();

    private static JsonObject Vector(DatasetWorld world, string set, params double[] value) => new()
    {
        ["entityId"] = "e", ["value"] = new JsonArray([.. value.Select(v => JsonValue.Create(v))]), ["datasetId"] = world.DatasetId,
        ["project"] = world.ProjectId, ["featureSetId"] = set,
    };
}
