using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Venn.Server.Features.Datasets;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;
using Venn.Server.Wire;

namespace Venn.Server.Tests.Contract;

/// <summary>
/// Section 4.9 of the wire's contract: what comes before an export (probes of ids, whose errors the client swallows), what it
/// writes, the checksums of the third version, and the lock.
/// </summary>
public sealed class Section4ExportTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    /// <summary>The client halves the range of ids until a part is small enough: first, last and count of each have to be exact.</summary>
    [Fact]
    public async Task Probes_OfTheRangeOfIds_AreExact()
    {
        var world = await FilledAsync(9);
        var ids = (await world.ValuesAsync("""{"type": "file"}""", "id", more: """, "sort": {"id": "ascending"}""")).Split(' ');

        Assert.Equal((9, ids[0]), await ProbeAsync(world, "", "ascending"));
        Assert.Equal((9, ids[8]), await ProbeAsync(world, "", "descending"));
        for (var first = 0; first < ids.Length; first += 2)
        {
            for (var last = first; last < ids.Length; last += 3)
            {
                var range = $$""", {"id": {"$gte": "{{ids[first]}}"} }, {"id": {"$lte": "{{ids[last]}}"} }""";
                Assert.Equal((last - first + 1, ids[first]), await ProbeAsync(world, range, "ascending"));
                Assert.Equal((last - first + 1, ids[last]), await ProbeAsync(world, range, "descending"));
            }
        }

        // Between two ids, as halving by arithmetic finds it: an item may have it or none.
        var middle = ((UInt128.Parse(ids[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            + UInt128.Parse(ids[5], NumberStyles.HexNumber, CultureInfo.InvariantCulture)) / 2).ToString("x24", CultureInfo.InvariantCulture);
        var (below, _) = await ProbeAsync(world, $$""", {"id": {"$lt": "{{middle}}"} }""", "ascending");
        var (above, _) = await ProbeAsync(world, $$""", {"id": {"$gte": "{{middle}}"} }""", "ascending");
        Assert.Equal(9, below + above);
    }

    /// <summary>The range of an export is that of its query; the parts that the client merges are disjoint and complete.</summary>
    [Fact]
    public async Task Exports_OfTwoRanges_AreTogetherEverything()
    {
        var world = await FilledAsync(6);
        var ids = (await world.ValuesAsync("""{"type": "file"}""", "id", more: """, "sort": {"id": "ascending"}""")).Split(' ');
        var found = new List<string>();
        foreach (var (from, to) in new[] { (0, 2), (3, 5) })
        {
            var output = await ExportAsync(world, $$"""
                {"exportType": "json", "itemsVectorQuery": {}, "annotations": {"include": true, "convertSemantic": false},
                 "itemsQuery": {"filter": {"$and": [{"hidden": false}, {"type": "file"}, {"id": {"$gte": "{{ids[from]}}"} }, {"id": {"$lte": "{{ids[to]}}"} }]},
                                "page": 0, "pageSize": 1000, "resource": "items"} }
                """);
            found.AddRange(JsonNode.Parse(Encoding.UTF8.GetString(output))!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
        }

        Assert.Equal(ids, found.Order(StringComparer.Ordinal));
    }

    /// <summary>Shapes of the file, by the fields of the older and the newer path of the client.</summary>
    [Theory]
    [InlineData("""{"exportType": "zip", "itemsQuery": {"filter": {"type": "file"}, "join": {}}, "annotations": {"include": true}}""", "cam1/0.json cam1/1.json", 1)]
    [InlineData("""{"itemsQuery": {"filter": {"type": "file"}}, "annotations": {"include": true}, "exportVersion": "V1"}""", "cam1/0.json cam1/1.json", 1)]
    [InlineData("""{"itemsQuery": {"filter": {"type": "file"}}, "annotations": {"include": true}, "exportVersion": "V2"}""", "cam1/0.jpg.json cam1/1.jpg.json", 1)]
    [InlineData("""{"itemsQuery": {"filter": {"type": "file"}}, "annotations": {"include": true, "filter": {"label": "nothing"}}}""", "cam1/0.json cam1/1.json", 0)]
    [InlineData("""{"itemsQuery": {"filter": {"name": "0.jpg"}}, "annotations": {"include": true}}""", "cam1/0.json", 1)]
    [InlineData("""{"itemsQuery": {"filter": {"type": "file"}, "join": {"on": {"resource": "annotations", "local": "itemId", "forigen": "id"}, "filter": {"label": "x"}}}, "annotations": {"include": true}}""", "cam1/0.json", 1)]
    public async Task Zip_OfAnExport_MirrorsTheTree(string body, string entries, int annotations)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AnnotateAsync(await world.AddFileAsync("/cam1/0.jpg"), "x");
        await world.AddFileAsync("/cam1/1.jpg");

        using var zip = new ZipArchive(new MemoryStream(await ExportAsync(world, body)));

        Assert.Equal(entries.Split(' '), zip.Entries.Select(entry => entry.FullName));
        using var stream = zip.Entries[0].Open();
        var item = JsonNode.Parse(stream)!;
        Assert.Equal("/cam1/0.jpg", item["filename"]!.GetValue<string>());
        Assert.NotNull(item["metadata"]);
        Assert.Equal(annotations, item["annotations"]!.AsArray().Count);
    }

    /// <summary>Version 3: fetched below <c>api/v1</c> and checked against the sum that the manifest tells.</summary>
    [Theory]
    [InlineData("""{"mode": "full", "format": "ndjson", "force": false}""", 4)]
    [InlineData("""{"mode": "full", "format": "ndjson", "force": true, "partitionCount": 3}""", 4)]
    [InlineData("""{"mode": "full", "format": "ndjson", "force": false, "filters": {"itemsQuery": {"filter": {"name": "0.txt"}}}}""", 1)]
    [SuppressMessage("Security", "CA5351", Justification = "The wire says that the sum is MD5.")]
    public async Task Files_OfVersion3_HaveTheSumsOfTheManifest(string body, int records)
    {
        var world = await FilledAsync(4);
        var command = await world.SucceedAsync(await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/export/v3", body));
        var result = command["spec"]!["exportResult"]!;
        Assert.Equal(records, result["totalRecords"]!.GetValue<int>());

        var manifest = (await world.Client.GetAsync(Cut(result["manifestUrl"]!))).ExpectOk();

        var lines = 0;
        foreach (var file in manifest["files"]!.AsArray())
        {
            var bytes = await world.Client.Http.GetByteArrayAsync("/api/v1" + Cut(file!["path"]!), TestContext.Current.CancellationToken);
            Assert.Equal(file["size"]!.GetValue<long>(), bytes.Length);
            Assert.Equal(file["checksum"]!.GetValue<string>(), Convert.ToBase64String(MD5.HashData(bytes)));
            lines += Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(line => JsonNode.Parse(line)!["filename"] is not null);
        }

        Assert.Equal(records, lines);
        WireShape.Check(manifest, $"statistics.totalRecords={records} statistics.fileCount={manifest["files"]!.AsArray().Count}");
    }

    /// <summary>Nothing to export is legal, with no manifest or an empty one.</summary>
    [Fact]
    public async Task Version3_OfNothing_HasNoRecords()
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        var command = await world.SucceedAsync(await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/export/v3", """{"mode": "full", "format": "ndjson"}"""));

        WireShape.Check(command, "spec.exportResult.totalRecords=0");
        if (command["spec"]!["exportResult"]!["manifestUrl"] is { } url)
        {
            WireShape.Check(await world.Client.GetAsync(Cut(url)), "statistics.totalRecords=0");
        }
    }

    /// <summary>The lock of an export: seen, held against writes, ended by hand or by its time; reads and a clone of it go on.</summary>
    [Fact]
    public async Task Lock_OfAnExport_HoldsWritesOffUntilItEnds()
    {
        var world = await FilledAsync(1);
        var item = await world.ValuesAsync("""{"type": "file"}""", "id");
        await LockAsync(world, TimeSpan.FromMinutes(5));

        WireShape.Check(await world.GetDatasetAsync(), "readonly=true");
        Assert.Equal(423, (int)(await world.UploadAsync("/b.txt", [1])).Status);
        Assert.Equal(423, (int)(await world.Client.PatchAsync($"/items/{item}", JsonNode.Parse("""{"description": "x"}"""))).Status);
        Assert.Equal(423, (int)(await world.Client.PostTextAsync($"/items/{item}/annotations", """[{"type": "class", "label": "x"}]""")).Status);
        Assert.Equal(423, (int)(await world.Client.DeleteAsync($"/items/{item}")).Status);
        (await world.Client.GetAsync($"/items/{item}")).ExpectOk();
        await world.CloneAsync("clone");
        (await world.Client.PatchAsync($"/datasets/{world.DatasetId}/unlock")).ExpectOk();
        WireShape.Check(await world.GetDatasetAsync(), "readonly=false");
        await world.AddFileAsync("/b.txt");
        Assert.Contains("dataset is not locked", (await world.Client.PatchAsync($"/datasets/{world.DatasetId}/unlock")).Message, StringComparison.Ordinal);

        await LockAsync(world, TimeSpan.FromSeconds(-1));
        WireShape.Check(await world.GetDatasetAsync(), "readonly=false");
        await world.AddFileAsync("/c.txt");
    }

    /// <summary>An export with the lock takes it, and gives it back when it is over.</summary>
    [Fact]
    public async Task Lock_AfterTheExport_IsGone()
    {
        var world = await FilledAsync(2);

        var command = await world.Client.PostTextAsync(
            $"/datasets/{world.DatasetId}/export", """{"exportType": "json", "itemsQuery": {"filter": {}}, "annotations": {"include": true}, "datasetLock": true, "lockTimeoutSec": 600}""");
        WireShape.Check(command, "status=\"in-progress\" type=\"ExportDatasetAsJson\"");
        await world.SucceedAsync(command);

        WireShape.Check(await world.GetDatasetAsync(), "readonly=false");
        await world.AddFileAsync("/after.txt");
    }

    /// <summary>What was exported of a dataset that is gone is still told.</summary>
    [Fact]
    public async Task History_OfADeletedDataset_IsTold()
    {
        var world = await FilledAsync(1);
        await ExportAsync(world, """{"exportType": "json", "itemsQuery": {"filter": {}}}""");
        (await world.Client.DeleteAsync($"/datasets/{world.DatasetId}")).ExpectOk();

        var history = await world.Client.PostAsync("/datasets/exports", new JsonObject
        {
            ["sortOrder"] = "ASC", ["sortBy"] = "createdAt", ["projects"] = world.ProjectId, ["datasetId"] = world.DatasetId,
        });

        WireShape.Check(history, "total=1 records.0.status=\"success\"");
    }

    private Task LockAsync(DatasetWorld world, TimeSpan time)
    {
        Assert.True(WireId.TryParse(world.DatasetId, out var ordinal, out _));
        var dataset = fixture.Server.Services.GetRequiredService<VersionStore>().Find(ordinal)!;
        return DatasetBody.UpdateAsync(dataset, body => body["lock"] = WireTime.Format(DateTimeOffset.UtcNow + time));
    }

    private async Task<DatasetWorld> FilledAsync(int count)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        for (var i = 0; i < count; i++)
        {
            await world.AddFileAsync($"/{i}.txt", $"{i}");
        }

        return world;
    }

    private static async Task<(int Count, string Id)> ProbeAsync(DatasetWorld world, string range, string direction)
    {
        var page = await world.QueryAsync(
            $$"""{"$and": [{"hidden": false}, {"type": "file"}{{range}}]}""", more: $$""", "page": 0, "pageSize": 1, "sort": {"id": "{{direction}}"}""");
        return (page["totalItemsCount"]!.GetValue<int>(), Assert.Single(page["items"]!.AsArray())!["id"]!.GetValue<string>());
    }

    private static async Task<byte[]> ExportAsync(DatasetWorld world, string body)
    {
        var command = await world.SucceedAsync(await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/export", body));
        var output = command["spec"]!["outputItemId"]!.GetValue<string>();
        var bytes = await world.Client.Http.GetByteArrayAsync($"/api/v1/items/{output}/stream", TestContext.Current.CancellationToken);
        WireShape.Check(await world.Client.GetAsync($"/items/{output}"), $"hidden=true metadata.system.size={bytes.Length}");
        return bytes;
    }

    private static string Cut(JsonNode address)
    {
        var text = address.GetValue<string>();
        return text[(text.IndexOf("api/v1", StringComparison.Ordinal) + "api/v1".Length)..];
    }
}
