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
