using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Datasets;

public sealed class DatasetTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Keys = "accessLevel annotated annotationsCount createdAt creator directoryTree driver id indexDriver isSyncing items "
        + "itemsCount metadata name projects readableType readonly updatedAt updatedBy url";

    [Fact]
    public async Task Create_WithDefaultRecipe_AnswersExactlyTheKeysOfTheWireAsGetDoes()
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        var dataset = (await world.GetDatasetAsync()).ExpectOk();

        Assert.Equal(Keys, dataset.Keys);
        var recipe = Assert.Single(dataset["metadata"]!["system"]!["recipes"]!.AsArray())!.GetValue<string>();
        (await world.Client.GetAsync($"/recipes/{recipe}")).ExpectOk();
    }

    [Fact]
    public async Task Create_TakenName_IsRefusedAndLeavesNoRecipe()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var before = (await world.Client.GetAsync($"/recipes?projects={world.ProjectId}"))["totalItemsCount"]!.GetValue<int>();

        var answer = await world.Client.PostAsync("/datasets", new JsonObject
        {
            ["name"] = "data", ["projects"] = new JsonArray(world.ProjectId), ["createDefaultRecipe"] = true,
        });

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(before, (await world.Client.GetAsync($"/recipes?projects={world.ProjectId}"))["totalItemsCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task Patch_SystemMetadata_CountsOnlyWithTheFlag()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var whole = (await world.GetDatasetAsync()).Json!.DeepClone().AsObject();
        var recipes = whole["metadata"]!["system"]!["recipes"]!.ToJsonString();
        whole["metadata"] = JsonNode.Parse("""{"system": {"recipes": ["00000000000000000000beef"]}, "export_v3": {"a": 1}}""");
        whole["readonly"] = true;
        whole["newField"] = 1;

        var without = (await world.Client.PatchAsync($"/datasets/{world.DatasetId}", whole)).ExpectOk();
        var with = (await world.Client.PatchAsync($"/datasets/{world.DatasetId}?system=true", whole)).ExpectOk();

        Assert.Equal(recipes, without["metadata"]!["system"]!["recipes"]!.ToJsonString());
        Assert.Equal("""{"a":1}""", without["metadata"]!["export_v3"]!.ToJsonString());
        Assert.Equal("""["00000000000000000000beef"]""", with["metadata"]!["system"]!["recipes"]!.ToJsonString());
        Assert.False(with["readonly"]!.GetValue<bool>());
        Assert.Equal(Keys, with.Keys);
    }

    [Fact]
    public async Task Query_SystemSpace_ShowsBinaries()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var context = $$"""{"context": {"datasets": ["{{world.ProjectId}}"]}""";

        var plain = (await world.Client.PostTextAsync("/datasets/query", context + "}")).ExpectOk();
        var system = (await world.Client.PostTextAsync("/datasets/query", context + """, "systemSpace": true}""")).ExpectOk();
        var byName = (await world.Client.PostTextAsync(
            "/datasets/query", context + """, "filter": {"$and": [{"name": "da*"}]}, "page": 0, "pageSize": 10}""")).ExpectOk();

        Assert.Equal(1, plain["totalItemsCount"]!.GetValue<int>());
        Assert.Equal(2, system["totalItemsCount"]!.GetValue<int>());
        Assert.Equal("data", Assert.Single(byName["items"]!.AsArray())!["name"]!.GetValue<string>());
        Assert.False(byName["hasNextPage"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("some_ID")]
    [InlineData("0000000999000000000000aa")]
    [InlineData("000000099900000000000000")]
    public async Task Get_MalformedOrUnknown_Is404(string id) =>
        Assert.Equal(HttpStatusCode.NotFound, (await fixture.Server.ClientOf().GetAsync($"/datasets/{id}")).Status);

    [Fact]
    public async Task Unlock_NotLocked_Is400()
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        var answer = await world.Client.PatchAsync($"/datasets/{world.DatasetId}/unlock");

        Assert.Equal((HttpStatusCode.BadRequest, "dataset is not locked"), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task DirectoryTree_NestedDirectories_AreNested()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/b/c/x.txt");
        await world.AddFileAsync("/a/y.txt");
        await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/items", "type=dir&path=/b/d", "application/x-www-form-urlencoded");

        var tree = (await world.Client.GetAsync($"/datasets/{world.DatasetId}/directoryTree")).ExpectOk();

        Assert.Equal("/(/a() /b(/b/c() /b/d()))", Show(tree.Json!));
    }

    [Fact]
    public async Task Stranger_EveryRouteOfADataset_FindsNothing()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        var annotation = (await world.AnnotateAsync(item, "x"))[0]!["id"]!.GetValue<string>();
        var stranger = await DatasetWorld.CreateAsync(fixture, ServerFixture.NewEmail("stranger"));
        var client = stranger.Client;

        ApiAnswer[] answers =
        [
            await client.GetAsync($"/datasets/{world.DatasetId}"), await client.DeleteAsync($"/datasets/{world.DatasetId}"),
            await client.PatchAsync($"/datasets/{world.DatasetId}", new JsonObject { ["name"] = "mine" }),
            await client.PostTextAsync($"/datasets/{world.DatasetId}/query", "{}"),
            await client.GetAsync($"/datasets/{world.DatasetId}/commits"), await client.GetAsync($"/datasets/{world.DatasetId}/diff"),
            await client.GetAsync($"/items/{item}"), await client.GetAsync($"/items/{item}/stream"),
            await client.PatchAsync($"/items/{item}", new JsonObject()), await client.DeleteAsync($"/items/{item}"),
            await client.PostAsync($"/items/{item}/annotations", new JsonArray(DatasetWorld.Box("x"))),
            await client.GetAsync($"/annotations/{annotation}"), await client.DeleteAsync($"/annotations/{annotation}"),
            await client.PostAsync($"/datasets/{world.DatasetId}/clone", new JsonObject { ["name"] = "stolen" }),
            await stranger.MergeAsync("stolen", stranger.DatasetId, world.DatasetId),
            await client.GetAsync($"/datasets/{stranger.DatasetId}/diff?from={world.DatasetId}"),
        ];

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.NotFound, a.Status));
        Assert.Equal("data", (await world.GetDatasetAsync())["name"]!.GetValue<string>());
    }

    private static string Show(JsonNode node) =>
        $"{node["value"]!["filename"]}({string.Join(' ', node["children"]!.AsArray().Select(c => Show(c!)))})";
}
