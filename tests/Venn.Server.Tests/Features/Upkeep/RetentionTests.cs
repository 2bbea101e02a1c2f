using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Features.Versions;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Upkeep;

public sealed class RetentionTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Retention_SetCollectedAndAskedFor_IsGoneWithTheNearestNamed()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        var first = await world.HeadAsync();
        for (var i = 0; i < 4; i++)
        {
            (await world.Client.PatchAsync(
                $"/items/{item}", new JsonObject { ["metadata"] = new JsonObject { ["user"] = new JsonObject { ["k"] = i } } })).ExpectOk();
        }

        var inherited = (await world.Client.GetAsync($"/datasets/{world.DatasetId}/retention")).ExpectOk();
        var set = (await world.Client.PutAsync(
            $"/datasets/{world.DatasetId}/retention", new JsonObject { ["commits"] = 2 })).ExpectOk();
        var told = await CollectAsync(world, isDryRun: true);
        var done = await CollectAsync(world, isDryRun: false);
        var gone = (await world.Client.GetAsync($"/datasets/{world.DatasetId}/items?at={first}")).Expect(HttpStatusCode.Gone);
        var commits = (await world.Client.GetAsync($"/datasets/{world.DatasetId}/commits?pageSize=100")).ExpectOk();

        Assert.True(inherited["inherited"]!.GetValue<bool>());
        Assert.Equal((false, 2), (set["inherited"]!.GetValue<bool>(), set["commits"]!.GetValue<int>()));
        Assert.True(told["commitsForgotten"]!.GetValue<int>() >= 3, told.ToJsonString());
        Assert.Equal(told["commitsForgotten"]!.ToString(), done["commitsForgotten"]!.ToString());
        Assert.True(done["revisionsRemoved"]!.GetValue<int>() >= 3, done.ToJsonString());
        Assert.Contains("last 2 commits", gone["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains(commits["items"]![0]!["id"]!.GetValue<string>()[..20], gone["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains(commits["items"]!.AsArray(), c => !c!["kept"]!.GetValue<bool>());
        Assert.True(commits["items"]![0]!["kept"]!.GetValue<bool>());
        var verify = await world.SucceedAsync(await world.Client.PostAsync($"/datasets/{world.DatasetId}/verify"));
        Assert.Equal(0, verify["spec"]!["report"]!["problemsCount"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("""{"days": -1}""", "days")]
    [InlineData("""{"commits": 0}""", "commits")]
    [InlineData("""{"commits": 1.5}""", "commits")]
    [InlineData("""{"commits": "many"}""", "commits")]
    [InlineData("""{"deletedDays": 1e9}""", "deletedDays")]
    [InlineData("""{"weeks": 1}""", "weeks")]
    [InlineData("[]", "")]
    public async Task Retention_BadRule_IsA400ThatNamesTheField(string body, string field)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var answer = await world.Client.PutAsync($"/datasets/{world.DatasetId}/retention", JsonNode.Parse(body));
        answer.Expect(HttpStatusCode.BadRequest);
        Assert.Contains(field, answer["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.True((await world.Client.GetAsync($"/datasets/{world.DatasetId}/retention"))["inherited"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Hold_KeepsASnapshotUntilItsOwnerLiftsIt()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/a.txt");
        var snapshots = $"/datasets/{world.DatasetId}/snapshots";
        var id = (await world.Client.PostAsync(snapshots, new JsonObject { ["name"] = "v1" })).ExpectOk().Id;

        (await world.Client.PostAsync($"{snapshots}/{id}/hold", new JsonObject())).Expect(HttpStatusCode.BadRequest);
        (await world.Client.PostAsync($"{snapshots}/{id}/hold", new JsonObject { ["reason"] = "x", ["until"] = "2001-01-01" }))
            .Expect(HttpStatusCode.BadRequest);
        var held = (await world.Client.PostAsync($"{snapshots}/{id}/hold", new JsonObject { ["reason"] = "audit" })).ExpectOk();
        var refused = (await world.Client.DeleteAsync($"{snapshots}/{id}")).Expect(HttpStatusCode.Locked);
        (await world.Client.DeleteAsync($"/datasets/{world.DatasetId}")).Expect(HttpStatusCode.Locked);
        (await world.Client.DeleteAsync($"/projects/{world.ProjectId}")).Expect(HttpStatusCode.Locked);
        var released = (await world.Client.PostAsync($"{snapshots}/{id}/release")).ExpectOk();
        (await world.Client.DeleteAsync($"{snapshots}/{id}")).ExpectOk();

        Assert.Equal("audit", held["hold"]!["reason"]!.GetValue<string>());
        Assert.Contains("audit", refused["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null(released["hold"]);
        (await world.Client.GetAsync($"/projects/{world.ProjectId}")).ExpectOk();
        (await world.Client.GetAsync($"{snapshots}/{id}")).Expect(HttpStatusCode.NotFound);
        (await world.Client.DeleteAsync($"{snapshots}/{id}")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Upkeep_ByAStranger_IsRefused()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var stranger = fixture.Server.ClientOf(ServerFixture.NewEmail("stranger"));
        (await stranger.GetAsync($"/datasets/{world.DatasetId}/retention")).Expect(HttpStatusCode.NotFound);
        (await stranger.PutAsync($"/datasets/{world.DatasetId}/retention", new JsonObject())).Expect(HttpStatusCode.NotFound);
        (await stranger.PutAsync("/retention", new JsonObject())).Expect(HttpStatusCode.Forbidden);
        (await stranger.PostAsync("/collect")).Expect(HttpStatusCode.Forbidden);
        (await stranger.PostAsync($"/datasets/{world.DatasetId}/erase", new JsonObject())).Expect(HttpStatusCode.NotFound);
        (await world.Client.PostAsync("/collect", new JsonObject { ["graceHours"] = -1 })).Expect(HttpStatusCode.BadRequest);
    }

    private static async Task<JsonNode> CollectAsync(DatasetWorld world, bool isDryRun) =>
        (await world.SucceedAsync(await world.Client.PostAsync(
            "/collect", new JsonObject { ["dryRun"] = isDryRun, ["graceHours"] = 0 })))["spec"]!["report"]!;
}
