using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Datasets;

public sealed class CloneTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    public static TheoryData<bool, bool, bool> Switches => new(
        from annotations in (bool[])[false, true] from metadata in (bool[])[false, true] from status in (bool[])[false, true]
        select (annotations, metadata, status));

    [Theory]
    [MemberData(nameof(Switches))]
    public async Task Clone_EachSwitch_LeavesItsPartBehind(bool annotations, bool metadata, bool status)
    {
        var world = await MakeAsync();

        var clone = await world.CloneAsync("clone", annotations: annotations, metadata: metadata, status: status);

        var item = (await world.QueryAsync("""{"type": "file"}""", clone))["items"]![0]!;
        var system = item["metadata"]!["system"]!;
        Assert.Equal((3, "text/plain"), (system["size"]!.GetValue<int>(), system["mimetype"]!.GetValue<string>()));
        Assert.Equal(metadata, item["metadata"]!["user"] is not null);
        Assert.Equal(metadata, item["description"] is not null);
        Assert.Equal(metadata, system["tags"] is not null);
        Assert.Equal(status, system["refs"] is not null);
        Assert.Equal(annotations ? 2 : 0, item["annotationsCount"]!.GetValue<int>());
        Assert.Equal(metadata ? 1 : 0, (await world.QueryAsync("""{"metadata.user.k": 1}""", clone))["totalItemsCount"]!.GetValue<int>());
        if (annotations)
        {
            var found = (await world.QueryAsync("{}", clone, "annotations"))["items"]!.AsArray();
            Assert.Equal(status, found[0]!["metadata"]!["system"]!["status"] is not null);
            Assert.Equal(found[0]!["id"]!.GetValue<string>(), found[1]!["metadata"]!["system"]!["parentId"]!.GetValue<string>());
            Assert.All(found, a => Assert.Equal(clone, a!["datasetId"]!.GetValue<string>()));
        }
    }

    [Fact]
    public async Task Clone_Whole_NamesSourcesAndSharesTheRecipe()
    {
        var world = await MakeAsync();
        var source = (await world.QueryAsync("""{"type": "file"}"""))["items"]![0]!;

        var clone = await world.CloneAsync("clone");
        await world.AddFileAsync("/own.txt", dataset: clone);

        var dataset = (await world.GetDatasetAsync(clone)).ExpectOk();
        var items = (await world.QueryAsync("""{"type": "file"}""", clone))["items"]!.AsArray();
        Assert.Equal(world.DatasetId, dataset["srcDataset"]!.GetValue<string>());
        Assert.Equal(
            (await world.GetDatasetAsync())["metadata"]!["system"]!["recipes"]!.ToJsonString(), dataset["metadata"]!["system"]!["recipes"]!.ToJsonString());
        Assert.Equal(source["id"]!.GetValue<string>(), items[0]!["srcItem"]!.GetValue<string>());
        Assert.Equal("ClonedItemSpec", items[0]!["spec"]!["type"]!.GetValue<string>());
        Assert.NotEqual(source["id"]!.GetValue<string>(), items[0]!["id"]!.GetValue<string>());
        Assert.Null(items[1]!["srcItem"]);
        Assert.Equal("MasterItemSpec", items[1]!["spec"]!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task Clone_EditOfEither_LeavesTheOtherAlone()
    {
        var world = await MakeAsync();
        var clone = await world.CloneAsync("clone");
        var mine = await world.ValuesAsync("""{"type": "file"}""", "id");
        var theirs = await world.ValuesAsync("""{"type": "file"}""", "id", clone);

        (await world.Client.PatchAsync($"/items/{mine}", JsonNode.Parse("""{"metadata": {"user": {"k": 2}}}"""))).ExpectOk();
        await world.AnnotateAsync(theirs, "only in the clone");

        Assert.Equal(1, (await world.Client.GetAsync($"/items/{theirs}"))["metadata"]!["user"]!["k"]!.GetValue<int>());
        Assert.Equal(2, (await world.Client.GetAsync($"/items/{mine}"))["annotationsCount"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.NoContent, (await world.Client.DeleteAsync($"/datasets/{world.DatasetId}")).Status);
        Assert.Equal("abc", (await world.Client.GetAsync($"/items/{theirs}/stream")).Text);
        Assert.Equal(3, (await world.Client.GetAsync($"/items/{theirs}"))["annotationsCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task Clone_ByFilter_TakesWhatMatchesWhateverThePage()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        for (var i = 0; i < 11; i++)
        {
            await world.AnnotateAsync(await world.AddFileAsync($"/d/file{i}.jpg"), i < 3 ? "car" : "dog");
        }

        var byName = await world.CloneAsync(
            "by name", filter: """{"filter": {"$and": [{"type": "file"}, {"filename": "/d/file1*"}]}, "page": 0, "pageSize": 1}""");
        var byLabel = await world.CloneAsync(
            "by label", filter: """{"filter": {"$and": [{"type": "file"}]}, "join": {"on": {"resource": "annotations"}, "filter": {"label": "car"}}}""");

        Assert.Equal("/d /d/file1.jpg /d/file10.jpg", await world.ValuesAsync("{}", dataset: byName));
        Assert.Equal(3, (await world.GetDatasetAsync(byLabel))["itemsCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task Clone_IntoAnotherWithADirectory_RenamesWhatIsTakenAndSkipsWhatIsThere()
    {
        var world = await MakeAsync();
        var target = await world.CreateDatasetAsync("target");
        await world.AddFileAsync("/t/a.txt", "other", dataset: target);

        var first = await world.CloneAsync(null, target: target, directory: "/t");
        await world.CloneAsync(null, target: target, directory: "/t");

        Assert.Equal(target, first);
        Assert.Equal("/t/a (1).txt /t/a.txt", await world.ValuesAsync("""{"type": "file"}""", dataset: target, more: """, "sort": {"filename": "ascending"}"""));
        var items = (await world.QueryAsync("""{"type": "file"}""", target))["items"]!.AsArray();
        Assert.Equal([true, false], items.Select(i => i!["srcItem"] is not null));
    }

    [Fact]
    public async Task Clone_SystemFiles_StayBehind()
    {
        var world = await MakeAsync();
        await world.AddFileAsync("/.dataloop/x.json");

        var clone = await world.CloneAsync("clone");

        Assert.Equal("/a.txt", await world.ValuesAsync("{}", dataset: clone));
    }

    [Fact]
    public async Task Clone_NameTaken_FailsOnPollAndNotBefore()
    {
        var world = await MakeAsync();

        var answer = await world.Client.PostAsync($"/datasets/{world.DatasetId}/clone", new JsonObject { ["name"] = "data" });
        var end = await world.FinishAsync(answer);

        Assert.Equal("in-progress", answer["status"]!.GetValue<string>());
        Assert.Equal("failed", end["status"]!.GetValue<string>());
        Assert.Contains("Dataset with the same name already exists", end["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"name": 5}""")]
    [InlineData("""{"name": "x", "filter": {"filter": {"a": {"$bad": 1}}}}""")]
    [InlineData("""{"name": "x", "cloneDatasetParams": {"withMetadata": "yes"}}""")]
    [InlineData("""{"name": "x", "cloneDatasetParams": {"targetDirectory": "/a/../b"}}""")]
    public async Task Clone_Wrong_Is400(string body)
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        Assert.Equal(HttpStatusCode.BadRequest, (await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/clone", body)).Status);
    }

    /// <summary>A dataset with one file that has everything a clone can leave behind.</summary>
    private async Task<DatasetWorld> MakeAsync()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = (await world.UploadAsync("/a.txt", "abc"u8.ToArray(), """{"user": {"k": 1}}""", description: "about")).ExpectOk().Id;
        (await world.Client.PatchAsync($"/items/{item}?system=true", JsonNode.Parse("""
            {"metadata": {"system": {"tags": {"train": true}, "refs": [{"type": "task", "id": "1", "metadata": {"status": "completed"}}]}}}
            """))).ExpectOk();
        var parent = (await world.AnnotateAsync(item, "parent"))[0]!["id"]!.GetValue<string>();
        (await world.Client.PutAsync($"/annotations/{parent}?system=true", JsonNode.Parse("""{"metadata": {"system": {"status": "approved"}}}"""))).ExpectOk();
        var child = DatasetWorld.Box("child").AsObject();
        child["metadata"] = new JsonObject { ["system"] = new JsonObject { ["parentId"] = parent } };
        (await world.Client.PostAsync($"/items/{item}/annotations", new JsonArray(child))).ExpectOk();
        return world;
    }
}
