using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Exports;

public sealed class ExportV3Tests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Full_Partitions_HoldEveryItemOnceWithItsAnnotations()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AnnotateAsync(await world.AddFileAsync("/a.txt"), "x", "y");
        await world.AddFileAsync("/d/b.txt");
        await world.AddFileAsync("/d/c.txt");

        var result = await ExportAsync(world, """{"mode": "full", "format": "ndjson", "force": false, "partitionCount": 2}""");
        var (manifest, records) = await ReadAsync(world, result);

        Assert.Equal("fromVersion manifestUrl mode toVersion totalRecords", string.Join(' ', result.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal)));
        Assert.Equal(3, result["totalRecords"]!.GetValue<int>());
        Assert.Equal("full", result["mode"]!.GetValue<string>());
        Assert.Equal(2, manifest["partitioning"]!["partitionCount"]!.GetValue<int>());
        Assert.Equal(
            "datasetId exportId exportedAt files format manifestVersion partitioning statistics", manifest.Keys);
        Assert.Equal(["/a.txt", "/d/b.txt", "/d/c.txt"], records.Select(r => r["filename"]!.GetValue<string>()).Order());
        Assert.Equal(2, records.Single(r => r["filename"]!.GetValue<string>() == "/a.txt")["annotations"]!.AsArray().Count);
    }

    [Fact]
    public async Task Diff_SinceAVersion_HoldsWhatChanged()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/same.txt");
        var annotated = await world.AddFileAsync("/annotated.txt");
        var doomed = await world.AddFileAsync("/doomed.txt");
        var version = (await ExportAsync(world, "{}"))["toVersion"]!.GetValue<long>();
        await world.AnnotateAsync(annotated, "x");
        (await world.Client.DeleteAsync($"/items/{doomed}")).ExpectOk();
        await world.AddFileAsync("/new.txt");

        var result = await ExportAsync(world, $$"""{"mode": "diff", "fromVersion": {{version}}}""");
        var (_, records) = await ReadAsync(world, result);

        Assert.Equal(
            ["/annotated.txt changed", "/doomed.txt removed", "/new.txt added"],
            records.Select(r => $"{r["filename"]} {r["change"]}").Order());
        Assert.Equal(version, result["fromVersion"]!.GetValue<long>());
        var again = await ExportAsync(world, $$"""{"mode": "diff", "fromVersion": {{result["toVersion"]}}}""");
        Assert.Equal(0, again["totalRecords"]!.GetValue<int>());
    }

    [Fact]
    public async Task Full_At_IsOfThatVersion()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/then.txt");
        var then = (await world.Client.GetAsync($"/datasets/{world.DatasetId}/commits")).ExpectOk()["items"]![0]!["id"]!.GetValue<string>();
        await world.AddFileAsync("/now.txt");

        var (_, records) = await ReadAsync(world, await ExportAsync(world, $$"""{"at": "{{then}}"}"""));

        Assert.Equal(["/then.txt"], records.Select(r => r["filename"]!.GetValue<string>()));
        Assert.Equal(2, (await ExportAsync(world, "{}"))["totalRecords"]!.GetValue<int>());
    }

    [Fact]
    public async Task Full_Filter_TakesThoseAlone()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/a.txt");
        await world.AddFileAsync("/b.txt");

        var (_, records) = await ReadAsync(world, await ExportAsync(
            world, """{"filters": {"itemsQuery": {"filter": {"$and": [{"filename": "/b.txt"}]}}}}"""));

        Assert.Equal("/b.txt", Assert.Single(records)["filename"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"format": "parquet"}""")]
    [InlineData("""{"mode": "some"}""")]
    [InlineData("""{"mode": "diff"}""")]
    [InlineData("""{"mode": "diff", "fromVersion": 99}""")]
    [InlineData("""{"partitionCount": 1000000}""")]
    [InlineData("""{"partitionCount": 1.5}""")]
    public async Task Export_BadRequest_Is400(string body)
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        Assert.Equal(HttpStatusCode.BadRequest, (await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/export/v3", body)).Status);
    }

    [Fact]
    public async Task Files_OfAForeignProject_Are404()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/a.txt");
        var manifest = Path((await ExportAsync(world, "{}"))["manifestUrl"]!);
        var stranger = fixture.Server.ClientOf(ServerFixture.NewEmail("stranger"));
        var other = await world.CreateDatasetAsync("other");

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(manifest)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(manifest.Replace("manifest", "part-0.ndjson", StringComparison.Ordinal))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Client.GetAsync(manifest.Replace(world.DatasetId, other, StringComparison.Ordinal))).Status);
    }

    private static async Task<JsonNode> ExportAsync(DatasetWorld world, string body) => (await world.SucceedAsync(
        await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/export/v3", body)))["spec"]!["exportResult"]!;

    private static string Path(JsonNode url) => url.GetValue<string>().Split("/api/v1")[1];

    /// <summary>As clients do: by the manifest, each file checked.</summary>
    private static async Task<(ApiAnswer Manifest, List<JsonNode> Records)> ReadAsync(DatasetWorld world, JsonNode result)
    {
        var manifest = (await world.Client.GetAsync(Path(result["manifestUrl"]!))).ExpectOk();
        var records = new List<JsonNode>();
        foreach (var file in manifest["files"]!.AsArray())
        {
            var text = (await world.Client.GetAsync(Path(file!["path"]!))).ExpectOk().Text;
#pragma warning disable CA5351 // the wire's choice
            Assert.Equal(Convert.ToBase64String(MD5.HashData(Encoding.UTF8.GetBytes(text))), file["checksum"]!.GetValue<string>());
#pragma warning restore CA5351
            records.AddRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!));
        }

        return (manifest, records);
    }
}
