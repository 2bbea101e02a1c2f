using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Journeys;

/// <summary>Real photographs and annotations through the HTTP API, from the import to the deletion of the source.</summary>
public sealed class FruitImageJourney(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Files = """{"type": "file"}""";
    private const string MovedPath = "/moved/four.jpg";
    private const int LotCount = 30;
    private const int CompletedCount = 20;
    private const int ApprovedCount = 10;

    private IReadOnlyList<FruitPhoto> photos = [];
    private DatasetWorld golden = null!;
    private Dictionary<string, string> ids = [];

    private int BoxesCount => photos.Sum(p => p.Annotations.Count);

    [Fact]
    public async Task FruitImage_from_import_to_the_deletion_of_the_source()
    {
        photos = FruitImage.Require();
        golden = await DatasetWorld.CreateAsync(fixture);

        await ImportTwiceAsync();
        await MarkAsync();
        await CloneInEveryCombinationAsync();
        await SliceAsync();
        var work = await golden.CloneAsync("work");
        var before = await SnapAsync("before");
        await EditBothSidesAsync(work);
        await DiffAsync(work);
        await MergeAsync(work);
        await RollBackAsync(before);
        await DeleteTheSourceAsync(work);
    }

    private async Task ImportTwiceAsync()
    {
        var created = await UploadAllAsync();
        Assert.All(created, op => Assert.Equal("created", op));
        ids = await IdsAsync(golden.DatasetId);
        await EachAsync(photos.Where(p => p.Annotations.Count > 0), async photo =>
            (await golden.Client.PostAsync($"/items/{ids[photo.Path]}/annotations", photo.Annotations.DeepClone())).ExpectOk());
        Assert.All(await UploadAllAsync(), op => Assert.Equal("skip", op));

        await ExpectCountsAsync(golden.DatasetId, FruitImage.PhotosCount, BoxesCount);
        foreach (var label in photos.SelectMany(p => p.Annotations).GroupBy(a => (string)a!["label"]!))
        {
            Assert.Equal(label.Count(), await CountAsync(golden.DatasetId, new JsonObject { ["label"] = label.Key }.ToJsonString(), "annotations"));
        }

        foreach (var item in await ItemsAsync(golden.DatasetId))
        {
            var photo = photos.Single(p => p.Path == (string)item["filename"]!);
            var system = item["metadata"]!["system"]!;
            Assert.Equal(
                (photo.SizeBytes, photo.Width, photo.Height, "image/jpeg", photo.Annotations.Count),
                ((long)system["size"]!, (int)system["width"]!, (int)system["height"]!, (string)system["mimetype"]!, (int)item["annotationsCount"]!));
        }
    }

    /// <summary>What a clone can leave behind: user metadata, statuses in tasks, statuses of reviews.</summary>
    private async Task MarkAsync()
    {
        await EachAsync(photos.Take(LotCount), photo => PatchAsync(photo, """{"metadata": {"user": {"lot": {"number": 7}}}}"""));
        await EachAsync(photos.Take(CompletedCount), photo => PatchAsync(
            photo, """{"metadata": {"system": {"refs": [{"type": "task", "id": "1", "metadata": {"status": "completed"}}]}}}""", "?system=true"));
        var some = (await golden.QueryAsync("{}", resource: "annotations", more: $$""", "pageSize": {{ApprovedCount}}"""))["items"]!.AsArray();
        await EachAsync(some.Select(a => (string)a!["id"]!), async id => (await golden.Client.PutAsync(
            $"/annotations/{id}?system=true", JsonNode.Parse("""{"metadata": {"system": {"status": "approved"}}}"""))).ExpectOk());
        await ExpectMarksAsync(golden.DatasetId, annotations: true, metadata: true, status: true);
    }

    private async Task CloneInEveryCombinationAsync()
    {
        for (var switches = 0; switches < 8; switches++)
        {
            var (annotations, metadata, status) = ((switches & 1) != 0, (switches & 2) != 0, (switches & 4) != 0);
            var clone = await golden.CloneAsync($"clone {switches}", annotations: annotations, metadata: metadata, status: status);

            await ExpectCountsAsync(clone, FruitImage.PhotosCount, annotations ? BoxesCount : 0);
            await ExpectMarksAsync(clone, annotations, metadata, status);
            Assert.All(await ItemsAsync(clone), item => Assert.Equal(ids[(string)item["filename"]!], (string)item["srcItem"]!));
            await ExpectFilesAsync(clone, photos.Where((_, i) => i % 60 == switches));
        }
    }

    private async Task SliceAsync()
    {
        var label = photos.SelectMany(p => p.Annotations).Select(a => (string)a!["label"]!).First();
        var labelled = photos.Where(p => p.Annotations.Any(a => (string)a!["label"]! == label)).ToList();
        var train = photos.Where(p => p.Path.StartsWith("/train/", StringComparison.Ordinal)).ToList();
        Assert.InRange(labelled.Count, 1, photos.Count - 1);
        Assert.InRange(train.Count, 1, photos.Count - 1);

        var byLabel = await golden.CloneAsync("by label", filter: new JsonObject
        {
            ["filter"] = JsonNode.Parse("""{"$and": [{"type": "file"}]}"""),
            ["join"] = new JsonObject
            {
                ["on"] = new JsonObject { ["resource"] = "annotations", ["local"] = "itemId", ["forigen"] = "id" },
                ["filter"] = new JsonObject { ["$and"] = new JsonArray(new JsonObject { ["label"] = label }) },
            },
        }.ToJsonString());
        var byDirectory = await golden.CloneAsync("by directory", filter: """{"filter": {"$and": [{"type": "file"}, {"dir": "/train"}]}}""");

        await ExpectPathsAsync(byLabel, labelled.Select(p => p.Path));
        await ExpectCountsAsync(byLabel, labelled.Count, labelled.Sum(p => p.Annotations.Count));
        await ExpectPathsAsync(byDirectory, train.Select(p => p.Path));
        await ExpectCountsAsync(byDirectory, train.Count, train.Sum(p => p.Annotations.Count));
    }

    /// <summary>Photo 0 and 1 go from the source, 2 gets a box there, 3 a key on each side; 4 moves in the clone, 5 is relabelled, one comes.</summary>
    private async Task EditBothSidesAsync(string work)
    {
        var theirs = await IdsAsync(work);
        foreach (var photo in photos.Take(2))
        {
            Assert.Equal(HttpStatusCode.NoContent, (await golden.Client.DeleteAsync($"/items/{ids[photo.Path]}")).Status);
        }

        await golden.AnnotateAsync(ids[photos[2].Path], "pear");
        await PatchAsync(photos[3], """{"metadata": {"user": {"golden": 1}}}""");
        (await golden.Client.PatchAsync($"/items/{theirs[photos[3].Path]}", JsonNode.Parse("""{"metadata": {"user": {"work": 2}}}"""))).ExpectOk();
        (await golden.Client.PatchAsync($"/items/{theirs[photos[4].Path]}", new JsonObject { ["filename"] = MovedPath })).ExpectOk();
        var box = (await golden.QueryAsync($$"""{"itemId": "{{theirs[photos[5].Path]}}"}""", work, "annotations"))["items"]![0]!;
        (await golden.Client.PutAsync($"/annotations/{box["id"]}", JsonNode.Parse("""{"label": "durian"}"""))).ExpectOk();
        await golden.AddFileAsync("/new/one.txt", dataset: work);
    }

    private async Task DiffAsync(string work)
    {
        var diff = (await golden.Client.GetAsync($"/datasets/{work}/diff?from={golden.DatasetId}")).ExpectOk();
        var lost = photos.Take(2).Sum(p => p.Annotations.Count);

        Assert.Equal("""{"added":5,"removed":0,"changed":2}""", diff["summary"]!["items"]!.ToJsonString());
        Assert.Equal($$"""{"added":{{lost}},"removed":1,"changed":1}""", diff["summary"]!["annotations"]!.ToJsonString());
        var byPath = diff["items"]!.AsArray().ToDictionary(i => (string)i!["filename"]!, i => i!);
        Assert.Equal("""["metadata.user.golden","metadata.user.work"]""", byPath[photos[3].Path]["keys"]!.ToJsonString());
        Assert.Equal("""["filename"]""", byPath[MovedPath]["keys"]!.ToJsonString());
        Assert.Equal("pear", (string)byPath[photos[2].Path]["annotations"]!["removed"]![0]!["label"]!);
        Assert.Equal("durian", (string)byPath[photos[5].Path]["annotations"]!["changed"]![0]!["label"]!);
    }

    private async Task MergeAsync(string work)
    {
        await golden.SucceedAsync(await golden.MergeAsync("both", golden.DatasetId, work));
        var found = await golden.Client.PostAsync("/datasets/query", new JsonObject
        {
            ["resource"] = "datasets",
            ["filter"] = new JsonObject { ["name"] = "both" },
            ["context"] = new JsonObject { ["projects"] = new JsonArray(golden.ProjectId) },
        });
        var both = (string)Assert.Single(found.ExpectOk()["items"]!.AsArray())!["id"]!;

        await ExpectCountsAsync(both, FruitImage.PhotosCount + 1, BoxesCount + 1);
        var three = (await ItemsAsync(both)).Single(i => (string)i["filename"]! == photos[3].Path);
        Assert.Equal((1, 2), ((int)three["metadata"]!["user"]!["golden"]!, (int)three["metadata"]!["user"]!["work"]!));
        Assert.Equal(1, await CountAsync(both, """{"label": "durian"}""", "annotations"));
        await ExpectPathsAsync(both, photos.Select(p => p.Path).Except([photos[4].Path]).Append(MovedPath).Append("/new/one.txt"));
        await ExpectFilesAsync(both, photos);
    }

    private async Task RollBackAsync(string before)
    {
        var first = await DigestAsync(before);
        (await golden.Client.PostTextAsync(
            $"/datasets/{golden.DatasetId}/query", """{"resource": "items", "filter": {"dir": "/train"}, "delete": true}""")).ExpectOk();
        Assert.Equal(0, await CountAsync(golden.DatasetId, """{"filename": "/train/*", "type": "file"}"""));

        await golden.SucceedAsync(await golden.Client.PostAsync(
            $"/datasets/{golden.DatasetId}/rollback", new JsonObject { ["ref"] = before, ["message"] = "too much" }));

        await ExpectCountsAsync(golden.DatasetId, FruitImage.PhotosCount, BoxesCount);
        await ExpectMarksAsync(golden.DatasetId, annotations: true, metadata: true, status: true);
        Assert.Equal(ids.OrderBy(p => p.Key), (await IdsAsync(golden.DatasetId)).OrderBy(p => p.Key));
        Assert.Equal(first, await DigestAsync(await SnapAsync("after")));
    }

    private async Task DeleteTheSourceAsync(string work)
    {
        Assert.Equal(HttpStatusCode.NoContent, (await golden.Client.DeleteAsync($"/datasets/{golden.DatasetId}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await golden.GetDatasetAsync()).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await golden.Client.GetAsync($"/items/{ids[photos[9].Path]}/stream")).Status);

        await ExpectCountsAsync(work, FruitImage.PhotosCount + 1, BoxesCount);
        await ExpectFilesAsync(work, photos);
    }

    private async Task<string[]> UploadAllAsync()
    {
        var operations = new string[photos.Count];
        await EachAsync(Enumerable.Range(0, photos.Count), async i =>
        {
            var bytes = await File.ReadAllBytesAsync(photos[i].LocalPath);
            var form = new MultipartFormDataContent
            {
                { new StringContent("file"), "type" },
                { new StringContent(photos[i].Path), "path" },
                { new ByteArrayContent(bytes), "file", Uri.EscapeDataString(Path.GetFileName(photos[i].LocalPath)) },
            };
            using var response = await golden.Client.Http.PostAsync($"/api/v1/datasets/{golden.DatasetId}/items?mode=skip", form);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
            operations[i] = response.Headers.GetValues("x-item-op").Single();
        });
        return operations;
    }

    private async Task PatchAsync(FruitPhoto photo, string body, string query = "") =>
        (await golden.Client.PatchAsync($"/items/{ids[photo.Path]}{query}", JsonNode.Parse(body))).ExpectOk();

    private async Task ExpectCountsAsync(string dataset, int items, int annotations)
    {
        var shown = (await golden.GetDatasetAsync(dataset)).ExpectOk();
        Assert.Equal((items, annotations), ((int)shown["itemsCount"]!, (int)shown["annotationsCount"]!));
        Assert.Equal((items, annotations), (await CountAsync(dataset, Files), await CountAsync(dataset, "{}", "annotations")));
    }

    private async Task ExpectMarksAsync(string dataset, bool annotations, bool metadata, bool status)
    {
        Assert.Equal(metadata ? LotCount : 0, await CountAsync(dataset, """{"metadata.user.lot.number": 7}"""));
        Assert.Equal(status ? CompletedCount : 0, await CountAsync(dataset, """{"metadata.system.refs.metadata.status": "completed"}"""));
        Assert.Equal(
            annotations && status ? ApprovedCount : 0, await CountAsync(dataset, """{"metadata.system.status": "approved"}""", "annotations"));
    }

    private async Task ExpectPathsAsync(string dataset, IEnumerable<string> paths) => Assert.Equal(
        paths.Order(StringComparer.Ordinal), (await ItemsAsync(dataset)).Select(i => (string)i["filename"]!).Order(StringComparer.Ordinal));

    /// <summary>Every one of these photographs is in the dataset, byte by byte, whatever its path is now.</summary>
    private async Task ExpectFilesAsync(string dataset, IEnumerable<FruitPhoto> wanted)
    {
        var there = await IdsAsync(dataset);
        await EachAsync(wanted, async photo =>
        {
            var bytes = await golden.Client.Http.GetByteArrayAsync($"/api/v1/items/{there.GetValueOrDefault(photo.Path) ?? there[MovedPath]}/stream");
            Assert.Equal(photo.Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        });
    }

    private async Task<int> CountAsync(string dataset, string filter, string resource = "items") =>
        (int)(await golden.QueryAsync(filter, dataset, resource, """, "pageSize": 0"""))["totalItemsCount"]!;

    private async Task<List<JsonNode>> ItemsAsync(string dataset) =>
        [.. (await golden.QueryAsync(Files, dataset, more: """, "pageSize": 1000"""))["items"]!.AsArray().Select(i => i!)];

    private async Task<Dictionary<string, string>> IdsAsync(string dataset) =>
        (await ItemsAsync(dataset)).ToDictionary(i => (string)i["filename"]!, i => (string)i["id"]!);

    private async Task<string> SnapAsync(string name) =>
        (await golden.Client.PostAsync($"/datasets/{golden.DatasetId}/snapshots", new JsonObject { ["name"] = name })).ExpectOk().Id;

    private async Task<string> DigestAsync(string snapshot) => (string)(await golden.SucceedAsync(
        await golden.Client.PostAsync($"/datasets/{golden.DatasetId}/snapshots/{snapshot}/digest")))["spec"]!["digest"]!;

    private static Task EachAsync<T>(IEnumerable<T> all, Func<T, Task> run) => Parallel.ForEachAsync(
        all, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (one, _) => await run(one));
}
