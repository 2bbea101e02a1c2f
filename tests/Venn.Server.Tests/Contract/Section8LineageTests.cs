using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Contract;

/// <summary>Section 8 of the wire's contract: clones and merges, what names what, and what the acceptance suite counts.</summary>
public sealed class Section8LineageTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    /// <summary>Ten items, a clone, one more upload, and both merged: the ten pairs are one each.</summary>
    [Fact]
    public async Task Merge_OfADatasetAndItsClone_HasElevenItems_AndNothingElseIsMade()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        for (var i = 0; i < 10; i++)
        {
            await world.AddFileAsync($"/file{i}.jpg", $"{i}");
        }

        var clone = await world.CloneAsync("clone", annotations: true, metadata: false, status: false);
        await world.AddFileAsync("/one more.jpg", "more");
        var command = await world.SucceedAsync(await world.MergeAsync("merged", world.DatasetId, clone));

        WireShape.Check(command, "spec.mergeDatasetsConfiguration:object");
        var datasets = (await world.Client.PostTextAsync("/datasets/query", $$"""{"context": {"projects": ["{{world.ProjectId}}"]} }"""))["items"]!.AsArray();
        Assert.Equal(["clone", "data", "merged"], datasets.Select(dataset => dataset!["name"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        var merged = datasets.Single(dataset => dataset!["name"]!.GetValue<string>() == "merged")!;
        Assert.Equal(11, merged["itemsCount"]!.GetValue<int>());
    }

    /// <summary>The filter, whatever its page says; a directory to put it under; and into a dataset that is there.</summary>
    [Theory]
    [InlineData("""{"filter": {"$and": [{"filename": "/file1*"}]}, "page": 3, "pageSize": 1, "resource": "items"}""", null, "/file1.jpg /file10.jpg")]
    [InlineData("""{"filter": {"$and": [{"filename": "/file1*"}]}, "resource": "items"}""", "/under/it", "/under/it/file1.jpg /under/it/file10.jpg")]
    [InlineData("""{"filter": {"$and": [{"type": "file"}, {"dir": "/cam"}]}}""", "/t", "/t/cam/a.jpg")]
    [InlineData("""{"filter": {}, "join": {"on": {"resource": "annotations", "local": "itemId", "forigen": "id"}, "filter": {"label": "x"}}}""", null, "/cam/a.jpg")]
    public async Task Clone_Filter_Table(string filter, string? directory, string expected)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        for (var i = 0; i <= 10; i++)
        {
            await world.AddFileAsync($"/file{i}.jpg");
        }

        await world.AnnotateAsync(await world.AddFileAsync("/cam/a.jpg"), "x");
        var target = await world.CreateDatasetAsync("target");

        foreach (var into in new[] { null, target })
        {
            var made = await world.CloneAsync(into is null ? "new" : null, filter: filter, directory: directory, target: into);

            Assert.Equal(into ?? made, made);
            Assert.Equal(expected, await world.ValuesAsync("""{"type": "file"}""", dataset: made, more: """, "sort": {"createdAt": "ascending"}"""));
        }
    }

    /// <summary>A copy names what it was copied from and where that began, in every answer; who made it is kept, the dataset is the caller's.</summary>
    [Fact]
    public async Task Clone_OfAClone_NamesItsDirectSourceAndItsRoot()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        await world.AnnotateAsync(item, "x");
        var email = ServerFixture.NewEmail("cloner");
        (await world.Client.PostAsync($"/projects/{world.ProjectId}/members/{email}", new JsonObject { ["role"] = "engineer" })).ExpectOk();
        var first = await world.CloneAsync("first");
        var other = fixture.Server.ClientOf(email);
        var second = (await world.SucceedAsync(await other.PostTextAsync(
            $"/datasets/{first}/clone",
            """{"name": "second", "filter": {"filter": {}}, "cloneDatasetParams": {"withItemsAnnotations": true, "withMetadata": true, "withTaskAnnotationsStatus": true}}""")))
            ["spec"]!["returnedModelId"]!.GetValue<string>();

        var inFirst = (await world.QueryAsync("""{"type": "file"}""", first))["items"]![0]!;
        var inSecond = (await world.QueryAsync("""{"type": "file"}""", second))["items"]![0]!;
        var got = (await world.Client.GetAsync($"/items/{inSecond["id"]}")).ExpectOk();

        Assert.True(JsonNode.DeepEquals(inSecond, got.Json));
        WireShape.Check(got,
            $"srcItem={inFirst["id"]!.ToJsonString()} spec.type=\"ClonedItemSpec\" spec.masterDatasetItemId=\"{item}\" "
            + $"spec.parentDatasetItemId={inFirst["id"]!.ToJsonString()} spec.parentDatasetId=\"{first}\" creator=\"owner@example.org\" annotationsCount=1");
        WireShape.Check(await world.Client.GetAsync($"/items/{item}"), "!srcItem spec={\"type\":\"MasterItemSpec\"}");
        WireShape.Check(await world.GetDatasetAsync(second), $"srcDataset=\"{first}\" creator=\"{email}\" updatedBy=\"{email}\"");
        WireShape.Check(await world.GetDatasetAsync(), "!srcDataset");
        Assert.True(JsonNode.DeepEquals(
            (await world.GetDatasetAsync())["metadata"]!["system"]!["recipes"], (await world.GetDatasetAsync(second))["metadata"]!["system"]!["recipes"]));
    }

    /// <summary>Copies of one item: the path it came from, a name of its own, beside itself, into another dataset.</summary>
    [Theory]
    [InlineData(false, null, "/cam/a (1).txt")]
    [InlineData(false, "/cam/a.txt", "/cam/a (1).txt")]
    [InlineData(false, "/else/b.txt", "/else/b.txt")]
    [InlineData(true, null, "/cam/a.txt")]
    [InlineData(true, "/else/b.txt", "/else/b.txt")]
    public async Task ItemClone_Table(bool elsewhere, string? name, string expected)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/cam/a.txt", "content", """{"user": {"k": 1}}""");
        var target = elsewhere ? await world.CreateDatasetAsync("target") : world.DatasetId;

        var command = await world.SucceedAsync(await world.Client.PostAsync($"/items/{item}/clone", new JsonObject
        {
            ["targetDatasetId"] = target, ["remoteFileName"] = name, ["metadata"] = new JsonObject { ["user"] = new JsonObject { ["extra"] = 2 } },
            ["cloneDatasetParams"] = new JsonObject { ["withItemsAnnotations"] = true, ["withMetadata"] = true, ["withTaskAnnotationsStatus"] = false },
            ["allowMany"] = true,
        }));

        var copy = Assert.Single(command["spec"]!["returnedModelId"]!.AsArray())!.GetValue<string>();
        Assert.NotEqual(item, copy);
        var got = await world.Client.GetAsync($"/items/{copy}");
        WireShape.Check(got, $"srcItem=\"{item}\" datasetId=\"{target}\" metadata.user.k=1 metadata.user.extra=2");
        Assert.Equal(expected, got["filename"]!.GetValue<string>());
        Assert.Equal("content", (await world.Client.GetAsync($"/items/{copy}/stream")).ExpectOk().Text);
    }

    /// <summary>Different recipes are refused at once, in words that name the recipe, and nothing is made.</summary>
    [Fact]
    public async Task Merge_OfDifferentRecipes_IsRefusedAtOnce()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var other = await world.CreateDatasetAsync("other");

        var answer = await world.MergeAsync("merged", world.DatasetId, other);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("recipe", answer.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(2, (await world.Client.PostTextAsync("/datasets/query", $$"""{"context": {"projects": ["{{world.ProjectId}}"]} }"""))["totalItemsCount"]!.GetValue<int>());
    }

    /// <summary>A project may come as one text, as users pass it.</summary>
    [Fact]
    public async Task Merge_ProjectAsText_IsTaken()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/a.txt");
        var clone = await world.CloneAsync("clone");

        var command = await world.SucceedAsync(await world.Client.PostAsync("/datasets/merge", new JsonObject
        {
            ["name"] = "merged", ["datasetsIds"] = new JsonArray(world.DatasetId, clone), ["projectIds"] = world.ProjectId,
            ["mergeDatasetParams"] = new JsonObject { ["withItemsAnnotations"] = true, ["withMetadata"] = false, ["withTaskAnnotationsStatus"] = false },
            ["asynced"] = false,
        }));

        WireShape.Check(command, "spec.mergeDatasetsConfiguration");
    }
}
