using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Contract;

/// <summary>
/// Section 3 of the wire's contract, beside the sets of keys: what stands only when it is set, what an upload may look like,
/// and that the answer of a making is what is got later.
/// </summary>
public sealed class Section3EntityTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    /// <summary>A member that stands only while it is set: absent, not null, before and after.</summary>
    [Theory]
    [InlineData("/datasets/{dataset}", """{"expirationOptions": {"itemMaxDays": 5}}""", "expirationOptions.itemMaxDays=5", """{"expirationOptions": {"itemMaxDays": 0}}""", "!expirationOptions")]
    [InlineData("/datasets/{dataset}", """{"enableSyncWithCloned": true}""", "enableSyncWithCloned=true", null, "!srcDataset")]
    [InlineData("/items/{item}", """{"description": "text"}""", "description=\"text\"", """{"description": ""}""", "!description !srcItem")]
    [InlineData("/items/{item}", """{"description": "text"}""", "description=\"text\"", """{"description": null}""", "!description")]
    public async Task Member_OnlyWhenSet_Table(string path, string set, string while_, string? unset, string after)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        path = path.Replace("{dataset}", world.DatasetId, StringComparison.Ordinal)
            .Replace("{item}", await world.AddFileAsync("/a.txt"), StringComparison.Ordinal);
        WireShape.Check(await world.Client.GetAsync(path), "!expirationOptions !enableSyncWithCloned !description !srcItem !srcDataset");

        (await world.Client.PatchAsync(path, JsonNode.Parse(set))).ExpectOk();
        WireShape.Check(await world.Client.GetAsync(path), while_);
        if (unset is not null)
        {
            (await world.Client.PatchAsync(path, JsonNode.Parse(unset))).ExpectOk();
        }

        WireShape.Check(await world.Client.GetAsync(path), after);
    }

    /// <summary>What clients and files of annotations send, and what is kept of it.</summary>
    [Theory]
    [InlineData("""{"type": "class", "label": "x"}""", "label=\"x\" metadata.system.attributes={} !coordinates !attributes !description source:null")]
    [InlineData("""{"type": "class", "label": "x", "coordinates": [], "attributes": null, "metadata": null, "source": null}""", "metadata.system.attributes={} !coordinates !attributes")]
    [InlineData("""{"id": null, "url": null, "creator": null, "hash": null, "item": null, "createdAt": null, "updatedBy": null, "updatedAt": null, "attributes": null, "source": "sdk", "type": "class", "label": "x", "metadata": {"system": {"automated": false, "attributes": {}, "objectId": "1", "frame": null}}}""",
        "id creator hash item createdAt updatedBy updatedAt source=\"sdk\" metadata.system.objectId=\"1\" !attributes")]
    [InlineData("""{"id": "0000000009000000000000aa", "itemId": "0000000009000000000000ab", "datasetId": "000000000900000000000000", "creator": "else@example.org", "createdAt": "2001-01-01T00:00:00.000Z", "type": "class", "label": "x", "metadata": {}}""",
        "creator=\"owner@example.org\" itemId=\"{item}\" datasetId=\"{dataset}\"")]
    [InlineData("""{"type": "class", "label": "not in the ontology", "attributes": ["a", "b"]}""", "attributes=[\"a\",\"b\"]")]
    [InlineData("""{"type": "class", "label": "x", "attributes": []}""", "attributes=[]")]
    [InlineData("""{"type": "class", "label": "x", "description": "d", "metadata": {"user": {"model": {"name": "m", "confidence": 0.5, "model_id": "i"}}}}""", "description=\"d\" metadata.user.model.confidence=0.5")]
    [InlineData("""{"type": "kind_of_tomorrow", "label": "x", "coordinates": {"a": [1, null, 10.0]}}""", "type=\"kind_of_tomorrow\" coordinates={\"a\":[1,null,10.0]}")]
    [InlineData("""{"type": "item_description", "label": "item.description", "coordinates": {"text": "t"}, "metadata": {"system": {"system": true}}}""", "coordinates.text=\"t\" metadata.system.system=true")]
    public async Task Annotation_AsItIsSent_Table(string sent, string kept)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");

        var made = (await world.Client.PostTextAsync($"/items/{item}/annotations", $"[{sent}]")).ExpectOk();
        var got = await world.Client.GetAsync($"/annotations/{made.Json![0]!["id"]}");

        WireShape.Check(got, kept.Replace("{item}", item, StringComparison.Ordinal).Replace("{dataset}", world.DatasetId, StringComparison.Ordinal));
        Assert.StartsWith(world.DatasetId[..10], got.Id, StringComparison.Ordinal);
        Assert.NotEqual("2001-01-01T00:00:00.000Z", got["createdAt"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(made.Json[0], got.Json));
    }

    /// <summary>A batch of the size that clients send, answered in its order; the counts of the item and the dataset follow at once.</summary>
    [Fact]
    public async Task Annotations_ABatchOf100_AreAnsweredInTheirOrderAndCounted()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        var labels = Enumerable.Range(0, 100).Select(i => $"label {i * 37 % 100}").ToArray();

        var made = await world.AnnotateAsync(item, labels);

        Assert.Equal(labels, made.Select(annotation => annotation!["label"]!.GetValue<string>()));
        WireShape.Check(await world.Client.GetAsync($"/items/{item}"), "annotated=true annotationsCount=100");
        WireShape.Check(await world.GetDatasetAsync(), "annotated=1 annotationsCount=100 itemsCount=1");
        (await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/query", """{"resource": "annotations", "filter": {}, "delete": true}""")).ExpectOk();
        WireShape.Check(await world.Client.GetAsync($"/items/{item}"), "annotated=false annotationsCount=0");
    }

    /// <summary>Difference semantics: null takes a member away; the system part counts with the flag alone; the root's own need no flag.</summary>
    [Theory]
    [InlineData("", """{"label": "y", "description": "d"}""", "label=\"y\" description=\"d\"")]
    [InlineData("", """{"metadata": {"user": {"k": null, "n": 1}}}""", "metadata.user={\"n\":1}")]
    [InlineData("", """{"metadata": {"system": {"status": "issue"}}}""", "!metadata.system.status")]
    [InlineData("?system=true", """{"metadata": {"system": {"status": "issue"}}}""", "metadata.system.status=\"issue\"")]
    [InlineData("?system=true", """{"metadata": {"system": {"objectId": null}}}""", "!metadata.system.objectId metadata.system.attributes:object")]
    [InlineData("", """{"coordinates": [{"x": 5, "y": 6, "z": 0}, {"x": 7, "y": 8, "z": 0}]}""", "coordinates.0.x=5 coordinates.1.y=8")]
    [InlineData("", "{}", "label=\"x\" metadata.user.k=1")]
    public async Task Annotation_Difference_Table(string flag, string difference, string then)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        var box = DatasetWorld.Box("x").AsObject();
        box["metadata"] = JsonNode.Parse("""{"system": {"objectId": "1"}, "user": {"k": 1}}""");
        var id = (await world.Client.PostAsync($"/items/{item}/annotations", new JsonArray(box))).ExpectOk().Json![0]!["id"]!.GetValue<string>();

        var answer = await world.Client.SendAsync(HttpMethod.Put, $"/annotations/{id}{flag}", JsonNode.Parse(difference));

        WireShape.Check(answer.ExpectOk(), then);
        Assert.True(JsonNode.DeepEquals(answer.Json, (await world.Client.GetAsync($"/annotations/{id}")).Json));
    }

    /// <summary>The same for items, whose lists are replaced whole.</summary>
    [Theory]
    [InlineData("", """{"metadata": {"user": {"k": null}}}""", "metadata.user={\"list\":[1,2],\"in\":{\"a\":1}}")]
    [InlineData("", """{"metadata": {"user": {"list": [3]}}}""", "metadata.user.list=[3] metadata.user.k=1")]
    [InlineData("", """{"metadata": {"user": {"in": {"b": 2}}}}""", "metadata.user.in={\"a\":1,\"b\":2}")]
    [InlineData("", """{"metadata": {"own root": {"a b": 1, "c.d": 2}}}""", "metadata.system:object metadata.user.k=1")]
    [InlineData("", """{"metadata": {"system": {"tags": {"train": true}}}}""", "!metadata.system.tags")]
    [InlineData("?system=true", """{"metadata": {"system": {"tags": {"train": true}}}}""", "metadata.system.tags.train=true")]
    [InlineData("?system=true", """{"metadata": {"system": {"originalname": null}}}""", "!metadata.system.originalname metadata.system.size=7")]
    [InlineData("", """{"filename": "/new/dir/b.jpg"}""", "filename=\"/new/dir/b.jpg\" name=\"b.jpg\" dir=\"/new/dir\"")]
    [InlineData("?system=true", """{"filename": "/b"}""", "filename=\"/b\" name=\"b\" dir=\"/\"")]
    [InlineData("", """{"annotated": true, "annotationsCount": 9, "stream": null, "newField": 1}""", "annotated=false annotationsCount=0 stream !newField")]
    public async Task Item_Difference_Table(string flag, string difference, string then)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt", "content", """{"user": {"k": 1, "list": [1, 2], "in": {"a": 1}}}""");

        var answer = await world.Client.PatchAsync($"/items/{item}{flag}", JsonNode.Parse(difference));

        WireShape.Check(answer.ExpectOk(), then);
        Assert.True(JsonNode.DeepEquals(answer.Json, (await world.Client.GetAsync($"/items/{item}")).Json));
    }

    /// <summary>Keys with dashes, blanks and dots come back as they were.</summary>
    [Fact]
    public async Task Metadata_KeysOfAnyForm_ComeBack()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        const string Metadata = """{"user":{"spe-cial":{"ke_ys":1},"a b":2,"c.d":{"e.f":3},"\u00e4\u6f22":4,"":5},"root.key":[{"x.y":6}]}""";

        var item = await world.AddFileAsync("/a.txt", "content", Metadata);

        var got = (await world.Client.GetAsync($"/items/{item}")).ExpectOk()["metadata"]!.AsObject();
        got.Remove("system");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Metadata), got), got.ToJsonString());
    }

    /// <summary>A move to a place that is taken is refused, and nothing moves.</summary>
    [Fact]
    public async Task Item_MovedOntoAnother_IsRefused()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        await world.AddFileAsync("/b.txt");

        var answer = await world.Client.PatchAsync($"/items/{item}?system=true", new JsonObject { ["filename"] = "/b.txt" });

        Assert.Contains(answer.Status, (HttpStatusCode[])[HttpStatusCode.BadRequest, HttpStatusCode.Conflict]);
        Assert.Equal("/a.txt /b.txt", await world.ValuesAsync("""{"type": "file"}""", more: """, "sort": {"name": "ascending"}"""));
    }

    /// <summary>Labels come back as they were posted, nothing normalised and nothing made up.</summary>
    [Theory]
    [InlineData("""{"tag": "car"}""")]
    [InlineData("""{"tag": "Car.With.Dots and Blanks", "color": "rgb(1, 2, 3)", "attributes": []}""")]
    [InlineData("""{"tag": "x", "displayLabel": "", "color": "#ABCDEF", "attributes": ["a"], "displayData": {"displayImage": {"itemId": "i", "datasetId": "d"}}}""")]
    [InlineData("""{"label_name": "old spelling", "color": "#000000"}""")]
    public async Task Label_AsPosted_ComesBack(string value)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var roots = JsonNode.Parse($$"""[{"value": {{value}}, "children": [{"value": {"tag": "below", "color": "#00ff00"}, "children": []}]}]""")!;

        var made = (await world.Client.PostAsync("/ontologies", new JsonObject
        {
            ["roots"] = roots.DeepClone(), ["projectIds"] = new JsonArray(world.ProjectId), ["attributes"] = new JsonArray(),
        })).ExpectOk();
        var got = (await world.Client.GetAsync($"/ontologies/{made.Id}")).ExpectOk()["roots"]![0]!;

        foreach (var (key, posted) in roots[0]!["value"]!.AsObject())
        {
            Assert.True(JsonNode.DeepEquals(posted, got["value"]![key]), $"{key}: {got.ToJsonString()}");
        }

        Assert.Equal("below", got["children"]![0]!["value"]!["tag"]!.GetValue<string>());
        Assert.Null(roots[0]!["value"]!["displayLabel"] is null ? got["value"]!["displayLabel"] : null);
    }
}
