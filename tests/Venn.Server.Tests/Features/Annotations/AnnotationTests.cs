using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Annotations;

public sealed class AnnotationTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Keys = "coordinates createdAt creator dataset datasetId hash id item itemId label metadata source type updatedAt updatedBy url";

    /// <summary>Geometry of every kind, given back byte for byte: numbers keep their form.</summary>
    [Theory]
    [InlineData("box", """[{"x":1.0,"y":2.50,"z":0},{"x":10,"y":1e2,"z":0},45.0]""")]
    [InlineData("segment", """[[{"x":0.1,"y":0.30000000000000004}]]""")]
    [InlineData("point", """{"x":1,"y":2,"z":0}""")]
    [InlineData("binary", "\"data:image/png;base64,iVBORw0KGgo=\"")]
    [InlineData("ellipse", """{"angle":0,"center":{"x":1,"y":2,"z":0},"rx":3.0,"ry":4}""")]
    [InlineData("text", "\"free <text> & more\"")]
    [InlineData("subtitle", """{"text":"hä"}""")]
    [InlineData("polyline_3d", """{"anything":[1,{"a":null}]}""")]
    public async Task Create_Geometry_ComesBackAsItWas(string type, string coordinates)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");

        var made = await world.Client.PostTextAsync(
            $"/items/{item}/annotations", $$"""[{"type":"{{type}}","label":"x","coordinates":{{coordinates}}}]""");
        var id = made.ExpectOk().Json![0]!["id"]!.GetValue<string>();
        var got = (await world.Client.GetAsync($"/annotations/{id}")).ExpectOk();

        Assert.Contains($"\"coordinates\":{coordinates},", got.Text, StringComparison.Ordinal);
        Assert.Equal(Keys, got.Keys);
        Assert.Equal($"[{got.Text}]", made.Text);
        Assert.Equal("{}", got["metadata"]!["system"]!["attributes"]!.ToJsonString());
    }

    [Fact]
    public async Task Create_Class_HasNoCoordinates()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");

        var made = (await world.Client.PostTextAsync(
            $"/items/{item}/annotations", """{"type":"class","label":"x","coordinates":[],"attributes":null,"id":"foreign"}""")).ExpectOk();

        Assert.False(made.Json![0]!.AsObject().ContainsKey("coordinates"));
        Assert.False(made.Json![0]!.AsObject().ContainsKey("attributes"));
        Assert.NotEqual("foreign", made.Json![0]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Create_Many_KeepsTheOrderAndCounts()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        var labels = Enumerable.Range(0, 100).Select(i => $"l{i}").ToArray();

        var made = await world.AnnotateAsync(item, labels);

        Assert.Equal(labels, made.Select(a => a!["label"]!.GetValue<string>()));
        Assert.Equal(made.Select(a => a!["id"]!.GetValue<string>()), made.Select(a => a!["id"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        var got = (await world.Client.GetAsync($"/items/{item}")).ExpectOk();
        Assert.Equal((100, true), (got["annotationsCount"]!.GetValue<int>(), got["annotated"]!.GetValue<bool>()));
        var dataset = await world.GetDatasetAsync();
        Assert.Equal((100, 1), (dataset["annotationsCount"]!.GetValue<int>(), dataset["annotated"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Update_Difference_MergesAndSystemNeedsTheFlag()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var id = (await world.AnnotateAsync(await world.AddFileAsync("/a.txt"), "x"))[0]!["id"]!.GetValue<string>();

        var plain = (await world.Client.PutAsync($"/annotations/{id}", JsonNode.Parse(
            """{"label":"y","metadata":{"user":{"m":1},"system":{"status":"issue","attributes":{"1":"red"}}},"creator":"evil","itemId":null}"""))).ExpectOk();
        var system = (await world.Client.PutAsync($"/annotations/{id}?system=true", JsonNode.Parse(
            """{"metadata":{"system":{"status":"issue"}}}"""))).ExpectOk();
        var cleared = (await world.Client.PutAsync($"/annotations/{id}?system=true", JsonNode.Parse(
            """{"metadata":{"system":{"status":null}}}"""))).ExpectOk();
        var same = (await world.Client.PutAsync($"/annotations/{id}", new JsonObject())).ExpectOk();

        Assert.Equal(("y", TestServer.Owner), (plain["label"]!.GetValue<string>(), plain["creator"]!.GetValue<string>()));
        Assert.Equal("""{"attributes":{"1":"red"}}""", plain["metadata"]!["system"]!.ToJsonString());
        Assert.Equal("issue", system["metadata"]!["system"]!["status"]!.GetValue<string>());
        Assert.Null(cleared["metadata"]!["system"]!["status"]);
        Assert.Equal(cleared.Text, same.Text);
        Assert.Contains("1.50", same.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_ByIdAndByQuery_RemovesThemAll()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        var ids = (await world.AnnotateAsync(item, "a", "b", "b", "c")).Select(a => a!["id"]!.GetValue<string>()).ToList();

        var deleted = await world.Client.DeleteAsync($"/annotations/{ids[0]}", JsonNode.Parse("""{"username":"x"}"""));
        await world.QueryAsync($$"""{"annotationId": {"$in": ["{{ids[3]}}"]} }""", resource: "annotations", more: """, "delete": true, "page": 0, "pageSize": 1""");
        await world.QueryAsync("""{"label": "b"}""", resource: "annotations", more: """, "delete": true, "page": 0, "pageSize": 1""");

        Assert.Equal(HttpStatusCode.NoContent, deleted.Status);
        Assert.Equal("", await world.ValuesAsync("{}", "id", resource: "annotations"));
        Assert.False((await world.Client.GetAsync($"/items/{item}"))["annotated"]!.GetValue<bool>());
        Assert.Equal(HttpStatusCode.NotFound, (await world.Client.GetAsync($"/annotations/{ids[1]}")).Status);
    }
}
