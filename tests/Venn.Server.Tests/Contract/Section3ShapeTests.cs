using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Contract;

/// <summary>
/// Section 3 of the wire's contract: the client writes an entity again from what it read and compares, so that the set of
/// keys is exact, and what was made is what is got.
/// </summary>
public sealed class Section3ShapeTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Dataset =
        "accessLevel annotated annotationsCount createdAt creator directoryTree driver id indexDriver isSyncing items itemsCount metadata name "
        + "projects readableType readonly updatedAt updatedBy url";

    private const string Item =
        "annotated annotations annotationsCount createdAt creator dataset datasetId dir filename hidden id metadata name spec stream thumbnail type "
        + "updatedAt updatedBy url";

    private const string Recipe =
        "createdAt creator customActions description examples id instructions metadata ontologyIds projectIds title uiSettings updatedAt updatedBy url";

    [Fact]
    public async Task Dataset_HasExactlyTheseKeys_AndTheAnswerOfItsMakingIsWhatIsGot()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var made = await world.Client.PostAsync("/datasets", new JsonObject
        {
            ["name"] = "shape", ["projects"] = new JsonArray(world.ProjectId), ["createDefaultRecipe"] = true,
        });

        Assert.Equal(Dataset, made.ExpectOk().Keys);
        Assert.Equal(made.Text, (await world.GetDatasetAsync(made.Id)).ExpectOk().Text);
    }

    [Fact]
    public async Task Item_HasExactlyTheseKeys_AndTheAnswerOfTheUploadIsWhatIsGot()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var made = (await world.UploadAsync("/cam/a.txt", [1, 2, 3])).ExpectOk();

        Assert.Equal(Item, made.Keys);
        Assert.Equal(made.Text, (await world.Client.GetAsync($"/items/{made.Id}")).ExpectOk().Text);
        Assert.Equal(3, made["metadata"]!["system"]!["size"]!.GetValue<int>());
        Assert.Equal(("/cam/a.txt", "a.txt", "/cam"), (made["filename"]!.ToString(), made["name"]!.ToString(), made["dir"]!.ToString()));
    }

    [Theory]
    [InlineData("box", """[{"x": 1.5, "y": 2, "z": 0}, {"x": 10, "y": 20, "z": 0}]""")]
    [InlineData("segment", """[[{"x": 1, "y": 2}, {"x": 3.25, "y": 4}]]""")]
    [InlineData("point", """{"x": 1, "y": 2, "z": 0}""")]
    [InlineData("ellipse", """{"angle": 0, "center": {"x": 1, "y": 2, "z": 0}, "rx": 3, "ry": 4}""")]
    [InlineData("text", "\"plain\"")]
    [InlineData("something_new", """{"opaque": [1, null, {"a": 1e-7}]}""")]
    public async Task Annotation_GivesItsCoordinatesBack_WithExactlyTheseKeys(string type, string coordinates)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        var sent = new JsonObject { ["type"] = type, ["label"] = "x", ["coordinates"] = JsonNode.Parse(coordinates), ["attributes"] = null };

        var made = (await world.Client.PostAsync($"/items/{item}/annotations", new JsonArray(sent))).ExpectOk().Json![0]!;
        var got = (await world.Client.GetAsync($"/annotations/{made["id"]}")).ExpectOk();

        Assert.Equal(
            "coordinates createdAt creator dataset datasetId hash id item itemId label metadata source type updatedAt updatedBy url", got.Keys);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(coordinates), got["coordinates"]));
        Assert.True(JsonNode.DeepEquals(made, got.Json));
        Assert.Equal("{}", got["metadata"]!["system"]!["attributes"]!.ToJsonString());
    }

    [Fact]
    public async Task Annotation_OfAClass_HasNoCoordinates()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        var sent = new JsonObject { ["type"] = "class", ["label"] = "x", ["coordinates"] = new JsonArray() };

        var made = (await world.Client.PostAsync($"/items/{item}/annotations", new JsonArray(sent))).ExpectOk().Json![0]!.AsObject();

        Assert.False(made.ContainsKey("coordinates"));
    }

    [Fact]
    public async Task Recipe_HasExactlyTheseKeys()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var id = (await world.GetDatasetAsync())["metadata"]!["system"]!["recipes"]![0]!.GetValue<string>();
        Assert.Equal(Recipe, (await world.Client.GetAsync($"/recipes/{id}")).ExpectOk().Keys);
    }

    /// <summary>Null removes; an unknown key of the root, and a server's own, is passed over.</summary>
    [Fact]
    public async Task Item_PatchedWithNullsAndUnknownKeys_KeepsItsShape()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = (await world.UploadAsync("/a.txt", [1], """{"user": {"k": 1, "l": 2}}""")).ExpectOk().Id;

        var patched = await world.Client.PatchAsync($"/items/{item}", JsonNode.Parse(
            """{"newField": 1, "annotated": true, "id": null, "metadata": {"user": {"k": null, "m": [1]}, "system": {"size": 99}}}""")!.AsObject());

        Assert.Equal(Item, patched.ExpectOk().Keys);
        Assert.Equal("""{"l":2,"m":[1]}""", patched["metadata"]!["user"]!.ToJsonString());
        Assert.Equal(1, patched["metadata"]!["system"]!["size"]!.GetValue<int>());
        Assert.False(patched["annotated"]!.GetValue<bool>());
    }
}
