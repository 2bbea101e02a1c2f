using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Exports;

public sealed class ExportTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Export_Json_IsAHiddenItemWithItemsAndAnnotations()
    {
        var world = await MakeAsync();

        var output = await ExportAsync(world, """{"exportType": "json", "itemsQuery": {"filter": {"type": "file"}}, "annotations": {"include": true}}""");

        var item = (await world.Client.GetAsync($"/items/{output}")).ExpectOk();
        Assert.True(item["hidden"]!.GetValue<bool>());
        Assert.EndsWith(".json", item["name"]!.GetValue<string>(), StringComparison.Ordinal);
        var exported = JsonNode.Parse((await world.Client.GetAsync($"/items/{output}/stream")).Text)!.AsArray();
        Assert.Equal(["/a.jpg", "/a.png", "/d/b.txt"], exported.Select(i => i!["filename"]!.GetValue<string>()));
        Assert.Equal([2, 0, 0], exported.Select(i => i!["annotations"]!.AsArray().Count));
        Assert.Equal(3, (await world.GetDatasetAsync())["itemsCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task Export_Zip_HasOneFileForEachItem()
    {
        var world = await MakeAsync();

        var output = await ExportAsync(world, """
            {"itemsQuery": {"filter": {"type": "file"}}, "annotations": {"include": true}, "annotationsQuery": {"filter": {"label": "y"}}}
            """);

        var bytes = await world.Client.Http.GetByteArrayAsync($"/api/v1/items/{output}/stream", TestContext.Current.CancellationToken);
        using var zip = new ZipArchive(new MemoryStream(bytes));
        Assert.Equal(["a.json", "a.png.json", "d/b.json"], zip.Entries.Select(e => e.FullName));
        using var entry = zip.Entries[0].Open();
        Assert.Equal("y", Assert.Single(JsonNode.Parse(entry)!["annotations"]!.AsArray())!["label"]!.GetValue<string>());
    }

    [Fact]
    public async Task Export_Summary_IsInTheCommandAndTheZip()
    {
        var world = await MakeAsync();

        var end = await world.SucceedAsync(await world.Client.PostTextAsync(
            $"/datasets/{world.DatasetId}/export",
            """{"exportType": "zip", "itemsQuery": {"filter": {"type": "file"}}, "annotations": {"include": true}, "summary": true}"""));

        const string Expected =
            """{"itemsCount":3,"annotatedItemsCount":1,"annotationsCount":2,"labels":{"x":1,"y":1},"types":{"box":2}}""";
        Assert.Equal(Expected, end["spec"]!["summary"]!.ToJsonString());
        var output = end["spec"]!["outputItemId"]!.GetValue<string>();
        var bytes = await world.Client.Http.GetByteArrayAsync($"/api/v1/items/{output}/stream", TestContext.Current.CancellationToken);
        using var zip = new ZipArchive(new MemoryStream(bytes));
        using var entry = zip.GetEntry("summary.json")!.Open();
        Assert.Equal(Expected, JsonNode.Parse(entry)!.ToJsonString());
    }

    [Fact]
    public async Task Export_Vectors_StandWithTheirItems()
    {
        var world = await MakeAsync();
        var item = (await world.QueryAsync("""{"filename": "/a.jpg"}"""))["items"]![0]!["id"]!.GetValue<string>();
        var set = (await world.Client.PostAsync("/features/sets", new JsonObject
        {
            ["name"] = "embedding", ["size"] = 2, ["type"] = "embedding", ["project"] = world.ProjectId, ["entityType"] = "item",
        })).ExpectOk().Json![0]!["id"]!.GetValue<string>();
        (await world.Client.PostAsync("/features/vectors", new JsonArray(new JsonObject
        {
            ["entityId"] = item, ["value"] = new JsonArray(0.5, 1), ["datasetId"] = world.DatasetId,
            ["project"] = world.ProjectId, ["featureSetId"] = set,
        }))).ExpectOk();

        var output = await ExportAsync(world, """
            {"exportType": "json", "itemsQuery": {"filter": {"type": "file"}}, "includeItemVectors": true,
             "itemsVectorQuery": {"select": {"datasetId": 1, "featureSetId": 1, "value": 1}}}
            """);

        var exported = JsonNode.Parse((await world.Client.GetAsync($"/items/{output}/stream")).Text)!.AsArray();
        Assert.Equal("[0.5,1]", Assert.Single(exported[0]!["itemVectors"]!.AsArray())!["value"]!.ToJsonString());
        Assert.Empty(exported[1]!["itemVectors"]!.AsArray());
    }

    [Fact]
    public async Task Exports_History_ListsThem()
    {
        var world = await MakeAsync();
        await ExportAsync(world, "{}");

        var history = (await world.Client.PostAsync("/datasets/exports", new JsonObject
        {
            ["projects"] = world.ProjectId, ["datasetId"] = world.DatasetId,
        })).ExpectOk();

        Assert.Equal("success", Assert.Single(history["records"]!.AsArray())!["status"]!.GetValue<string>());
        Assert.Equal(1, history["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Export_BadQuery_Is400()
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        var answer = await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/export", """{"itemsQuery": {"filter": {"a": {"$bad": 1}}}}""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("$.itemsQuery.filter.a.$bad", answer.Message, StringComparison.Ordinal);
    }

    private async Task<DatasetWorld> MakeAsync()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AnnotateAsync(await world.AddFileAsync("/a.jpg"), "x", "y");
        await world.AddFileAsync("/a.png");
        await world.AddFileAsync("/d/b.txt");
        return world;
    }

    private static async Task<string> ExportAsync(DatasetWorld world, string body) => (await world.SucceedAsync(
        await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/export", body)))["spec"]!["outputItemId"]!.GetValue<string>();
}
