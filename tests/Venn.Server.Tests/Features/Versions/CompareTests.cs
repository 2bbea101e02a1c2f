using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Versions;

/// <summary>Diffs that are filtered, summed up, streamed, and that tell how far regions agree.</summary>
public sealed class CompareTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Diff_FilteredByItems_TellsWhatMatchesOnEitherSide()
    {
        var (world, clone) = await CreateAsync();

        var rain = await DiffAsync(world, clone, """{"filter": {"metadata.user.weather": "rain"}}""");
        var none = await DiffAsync(world, clone, """{"filter": {"filename": "/nowhere"}}""");

        // One was made of rain, one stopped being of it; what changed on them is told whole.
        Assert.Equal(["/became.txt", "/was.txt"], Names(rain));
        Assert.Equal(2, Count(rain, "items", "changed"));
        Assert.Equal(1, Count(rain, "annotations", "added"));
        Assert.Equal(0, none["totalItemsCount"]!.GetValue<int>());
        Assert.Equal(0, Count(none, "annotations", "changed"));
    }

    [Fact]
    public async Task Diff_FilteredByAnnotations_TellsThoseAlone()
    {
        var (world, clone) = await CreateAsync();

        var diff = await DiffAsync(world, clone, """{"filter": {"resource": "annotations", "filter": {"label": "new"}}}""");

        Assert.Equal(["/was.txt"], Names(diff));
        Assert.Equal(1, Count(diff, "annotations", "added"));
        Assert.Equal(0, Count(diff, "annotations", "changed"));
        Assert.Equal("""{"new":{"before":0,"after":1}}""", diff["summary"]!["distribution"]!["labels"]!.ToJsonString());
    }

    [Fact]
    public async Task Diff_Summary_TellsLabelsKindsAndValues()
    {
        var (world, clone) = await CreateAsync();

        var diff = await DiffAsync(world, clone, "{}");

        var summary = diff["summary"]!;
        Assert.Equal("""["new","tram"]""", summary["labelsGained"]!.ToJsonString());
        Assert.Equal("""["bus"]""", summary["labelsLost"]!.ToJsonString());
        Assert.Equal(
            """{"geometry":1,"label":1,"attributes":0,"status":0,"other":0}""", summary["annotationKinds"]!.ToJsonString());
        Assert.Equal("""{"before":3,"after":4}""", summary["distribution"]!["types"]!["box"]!.ToJsonString());
        var became = diff["items"]!.AsArray().Single(i => i!["filename"]!.GetValue<string>() == "/became.txt")!;
        Assert.Equal("""{"before":"sun","after":"rain"}""", became["values"]!["metadata.user.weather"]!.ToJsonString());
        var changed = diff["items"]!.AsArray().SelectMany(i => i!["annotations"]!["changed"]!.AsArray()).ToList();
        Assert.Equal(["geometry", "label"], changed.Select(c => c!["kinds"]!.AsArray().Single()!.GetValue<string>()).Order());
    }

    [Fact]
    public async Task Diff_Iou_TellsMeanPairsAndWhatIsAlonePerLabel()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        await AddAsync(world, item, Box("kept", 0, 0, 10, 10), Box("moved", 0, 0, 10, 10), Box("car", 0, 0, 10, 10), Box("car", 50, 50, 60, 60));
        var clone = await world.CloneAsync("clone");
        var copy = HistoryWorld.In(item, clone);
        foreach (var annotation in (await world.Client.GetAsync($"/items/{copy}/annotations")).Json!.AsArray())
        {
            var (id, label) = (annotation!["id"]!.GetValue<string>(), annotation["label"]!.GetValue<string>());
            if (label == "moved")
            {
                (await world.Client.PutAsync($"/annotations/{id}", Box("moved", 5, 0, 15, 10))).ExpectOk();
            }
            else if (label == "car")
            {
                await world.Client.DeleteAsync($"/annotations/{id}");
            }
        }

        // Drawn anew by somebody else: one nearly where it was, one elsewhere; and something without an area.
        await AddAsync(world, copy, Box("car", 0, 0, 10, 8), Box("car", 80, 80, 90, 90), JsonNode.Parse("""{"type": "class", "label": "night", "coordinates": []}""")!);

        var agreement = (await DiffAsync(world, clone, """{"iou": true}"""))["summary"]!["agreement"]!;
        var strict = (await DiffAsync(world, clone, """{"iou": true, "iouMin": 0.9}"""))["summary"]!["agreement"]!;

        Assert.Equal(1.0 / 3, agreement["labels"]!["moved"]!["meanIou"]!.GetValue<double>(), 6);
        Assert.Equal(0.8, agreement["labels"]!["car"]!["meanIou"]!.GetValue<double>(), 6);
        Assert.Equal((1, 1, 1), Sides(agreement["labels"]!["car"]!));
        Assert.Equal(1, agreement["labels"]!["kept"]!["unchangedCount"]!.GetValue<int>());
        Assert.Equal(1, agreement["withoutAreaCount"]!.GetValue<int>());
        Assert.Equal((2, 1, 1), Sides(agreement));
        Assert.Equal((0.8 + (1.0 / 3)) / 2, agreement["meanIou"]!.GetValue<double>(), 6);
        Assert.Equal((0, 2, 2), Sides(strict["labels"]!["car"]!));
        Assert.Null(strict["labels"]!["car"]!["meanIou"]);
    }

    [Fact]
    public async Task Diff_AsLines_IsTheSameAsThePages()
    {
        var (world, clone) = await CreateAsync();

        var page = await DiffAsync(world, clone, "{}");
        var lines = (await world.Client.GetAsync($"/datasets/{clone}/diff?from={world.DatasetId}&lines=true")).Text
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).ToList();

        Assert.Equal(page["totalItemsCount"]!.GetValue<int>(), lines.Count - 1);
        Assert.Equal(page["summary"]!.ToJsonString(), lines[0]["summary"]!.ToJsonString());
        Assert.Equal(page["items"]!.AsArray().Select(i => i!.ToJsonString()), lines.Skip(1).Select(l => l.ToJsonString()));
    }

    [Fact]
    public async Task Diff_ByQueryStringAndByBody_AreTheSame()
    {
        var (world, clone) = await CreateAsync();
        const string Filter = """{"metadata.user.weather": "rain"}""";

        var byQuery = (await world.Client.GetAsync(
            $"/datasets/{clone}/diff?from={world.DatasetId}&iou=true&filter={Uri.EscapeDataString(Filter)}")).ExpectOk();
        var byBody = await DiffAsync(world, clone, $$"""{"iou": true, "filter": {{Filter}}}""");

        Assert.Equal(byQuery.Json!.ToJsonString(), byBody.ToJsonString());
    }

    [Theory]
    [InlineData("filter=%7B", "filter")]
    [InlineData("filter=5", "filter")]
    [InlineData("filter=%7B%22a%22%3A%7B%22%24nope%22%3A1%7D%7D", "$nope")]
    [InlineData("filter=%7B%22resource%22%3A%22datasets%22%7D", "resource")]
    [InlineData("iou=maybe", "iou")]
    [InlineData("iou=true&iouMin=2", "iouMin")]
    [InlineData("iou=true&iouMin=x", "iouMin")]
    [InlineData("iou=true&iouMin=NaN", "iouMin")]
    public async Task Diff_Wrong_Is400ThatNamesIt(string query, string named)
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        var answer = (await world.Client.GetAsync($"/datasets/{world.DatasetId}/diff?from=head&{query}")).Expect(HttpStatusCode.BadRequest);

        Assert.Contains(named, answer["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merge_UnrelatedDatasetsMatchedByContent_AreOneAndSaySo()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var other = await world.CreateDatasetAsync("other");
        await UseRecipeOfAsync(world, other);
        var item = await world.AddFileAsync("/a.txt", "same", """{"user": {"left": 1}}""");
        var theirs = await world.AddFileAsync("/x/b.txt", "same", """{"user": {"right": 2}}""", other);
        await world.AddFileAsync("/x/alone.txt", "alone", dataset: other);
        await world.AnnotateAsync(theirs, "apple");
        var body = HistoryWorld.From(other, "theirs");
        body["match"] = "content";

        var preview = (await world.Client.PostAsync($"/datasets/{world.DatasetId}/merge/preview", body.DeepClone())).ExpectOk();
        var done = await world.SucceedAsync(await world.Client.PostAsync($"/datasets/{world.DatasetId}/merge", body.DeepClone()));
        var again = await world.SucceedAsync(await world.Client.PostAsync($"/datasets/{world.DatasetId}/merge", body.DeepClone()));
        body["match"] = "name";
        var wrong = (await world.Client.PostAsync($"/datasets/{world.DatasetId}/merge", body)).Expect(HttpStatusCode.BadRequest);

        var matched = Assert.Single(preview["matched"]!.AsArray())!;
        Assert.Equal((item, "/a.txt"), (matched["itemId"]!.GetValue<string>(), matched["filename"]!.GetValue<string>()));
        Assert.Equal((theirs, "/x/b.txt"), (matched["from"]!["itemId"]!.GetValue<string>(), matched["from"]!["filename"]!.GetValue<string>()));
        Assert.Equal("content", done["spec"]!["commit"]!["details"]!["match"]!.GetValue<string>());
        Assert.Null(again["spec"]!["commit"]);
        Assert.Equal("/a.txt /x/alone.txt", await world.ValuesAsync("""{"type": "file"}"""));
        Assert.Equal(1, (await world.ReadAsync(item, "left"))!.GetValue<int>());
        Assert.Equal(2, (await world.ReadAsync(item, "right"))!.GetValue<int>());
        Assert.Single((await world.Client.GetAsync($"/items/{item}/annotations")).Json!.AsArray());
        Assert.Contains("match", wrong["message"]!.GetValue<string>(), StringComparison.Ordinal);

        // One rule for what an item is: directories are none.
        var count = (await world.GetDatasetAsync())["itemsCount"]!.GetValue<int>();
        Assert.Equal(2, count);
        Assert.Equal(count, preview["itemsCount"]!.GetValue<int>());
        Assert.Equal(count, done["spec"]!["report"]!["itemsCount"]!.GetValue<int>());
    }

    /// <summary>A dataset and its clone, in which all kinds of things were changed.</summary>
    private async Task<(DatasetWorld World, string Clone)> CreateAsync()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var became = await world.AddFileAsync("/became.txt", metadata: """{"user": {"weather": "sun"}}""");
        var was = await world.AddFileAsync("/was.txt", metadata: """{"user": {"weather": "rain"}}""");
        var other = await world.AddFileAsync("/other.txt", metadata: """{"user": {"weather": "snow"}}""");
        await AddAsync(world, other, Box("car", 0, 0, 5, 5), Box("bus", 0, 0, 5, 5), Box("same", 0, 0, 5, 5));
        var clone = await world.CloneAsync("clone");
        await world.SetAsync(HistoryWorld.In(became, clone), "weather", "rain");
        await world.SetAsync(HistoryWorld.In(was, clone), "weather", "fog");
        await AddAsync(world, HistoryWorld.In(was, clone), Box("new", 1, 1, 2, 2));
        foreach (var annotation in (await world.Client.GetAsync($"/items/{HistoryWorld.In(other, clone)}/annotations")).Json!.AsArray())
        {
            var changed = annotation!["label"]!.GetValue<string>() switch
            {
                "car" => Box("car", 0, 0, 6, 6),
                "bus" => Box("tram", 0, 0, 5, 5),
                _ => null,
            };
            if (changed is not null)
            {
                (await world.Client.PutAsync($"/annotations/{annotation["id"]!.GetValue<string>()}", changed)).ExpectOk();
            }
        }

        return (world, clone);
    }

    private static async Task<JsonNode> DiffAsync(DatasetWorld world, string to, string body)
    {
        var request = JsonNode.Parse(body)!.AsObject();
        request["from"] = world.DatasetId;
        return (await world.Client.PostAsync($"/datasets/{to}/diff", request)).ExpectOk().Json!;
    }

    private static async Task AddAsync(DatasetWorld world, string item, params JsonNode[] annotations) =>
        (await world.Client.PostAsync($"/items/{item}/annotations", new JsonArray(annotations))).ExpectOk();

    private static JsonNode Box(string label, int left, int top, int right, int bottom) => JsonNode.Parse(
        $$"""{"type": "box", "label": "{{label}}", "coordinates": [{"x": {{left}}, "y": {{top}}, "z": 0}, {"x": {{right}}, "y": {{bottom}}, "z": 0}]}""")!;

    private static IEnumerable<string> Names(JsonNode diff) =>
        diff["items"]!.AsArray().Select(i => i!["filename"]!.GetValue<string>()).Order(StringComparer.Ordinal);

    private static int Count(JsonNode diff, string what, string change) => diff["summary"]![what]![change]!.GetValue<int>();

    private static (int Matched, int OnlyFrom, int OnlyTo) Sides(JsonNode agreement) => (
        agreement["matchedCount"]!.GetValue<int>(), agreement["onlyFromCount"]!.GetValue<int>(), agreement["onlyToCount"]!.GetValue<int>());

    private static async Task UseRecipeOfAsync(DatasetWorld world, string dataset)
    {
        var metadata = (await world.GetDatasetAsync())["metadata"]!.DeepClone();
        (await world.Client.PatchAsync($"/datasets/{dataset}?system=true", new JsonObject { ["metadata"] = metadata })).ExpectOk();
    }
}
