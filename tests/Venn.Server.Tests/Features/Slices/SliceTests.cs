using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Features.Facets;
using Venn.Server.Tests.Features.Versions;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Slices;

public sealed class SliceTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Slice_Saved_IsListedResolvedReadAndForgotten()
    {
        var world = await FilledAsync();
        var saved = await SaveAsync(world, """{"name": "rain", "filter": {"metadata.user.weather": "rain"}, "description": "wet"}""");

        var list = (await world.Client.GetAsync(Slices(world))).ExpectOk()["items"]!.AsArray();
        var one = (await world.Client.GetAsync($"{Slices(world)}/rain")).ExpectOk();
        var held = (await world.Client.PostAsync($"{Slices(world)}/rain/resolve")).ExpectOk();
        var items = (await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/query?slice=rain", """{"filter": {"type": "file"}}""")).ExpectOk();
        var byId = (await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/query?at={saved.Id}", """{"filter": {"type": "file"}}""")).ExpectOk();
        var facets = await world.FacetsAsync($$"""{"at": "{{saved.Id}}", "facets": [{"by": "label"}]}""");
        (await world.Client.DeleteAsync($"{Slices(world)}/{saved.Id}")).ExpectOk();

        Assert.Equal("author commitId createdAt datasetId description filter id join name sample", saved.Keys);
        Assert.Equal("rain", (string)Assert.Single(list)!["name"]!);
        Assert.Equal("wet", (string)one["description"]!);
        Assert.Equal(10, (int)held["itemsCount"]!);
        Assert.Equal(10, (int)items["totalItemsCount"]!);
        Assert.Equal(10, (int)byId["totalItemsCount"]!);
        Assert.Equal(10, (int)facets["totals"]!["itemsCount"]!);
        (await world.Client.GetAsync($"{Slices(world)}/rain")).Expect(HttpStatusCode.NotFound);
        (await world.Client.GetAsync($"/datasets/{world.DatasetId}/items?slice=rain")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Slice_FollowsTheHeadOrStays()
    {
        var world = await FilledAsync();
        await SaveAsync(world, """{"name": "moving", "filter": {"metadata.user.weather": "rain"}}""");
        await SaveAsync(world, """{"name": "pinned", "filter": {"metadata.user.weather": "rain"}, "pin": true}""");
        var then = await world.HeadAsync();
        await world.AddFileAsync("/late.txt", "late", """{"user": {"weather": "rain"}}""");

        Assert.Equal(11, await CountAsync(world, "moving"));
        Assert.Equal(10, await CountAsync(world, "pinned"));
        Assert.Equal(10, (int)(await world.Client.PostAsync($"{Slices(world)}/moving/resolve?at={then}")).ExpectOk()["itemsCount"]!);
        (await world.Client.PostAsync($"{Slices(world)}/pinned/resolve?at={then}")).Expect(HttpStatusCode.BadRequest);
        (await world.Client.GetAsync($"/datasets/{world.DatasetId}/items?slice=pinned&at={then}")).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Slice_AtAVersion_IsAReferenceOfItsOwn()
    {
        var world = await FilledAsync();
        var moving = await SaveAsync(world, """{"name": "moving", "filter": {"metadata.user.weather": "rain"}}""");
        var pinned = await SaveAsync(world, """{"name": "pinned", "filter": {"metadata.user.weather": "rain"}, "pin": true}""");
        var then = await world.HeadAsync();
        await world.AddFileAsync("/late.txt", "late", """{"user": {"weather": "rain"}}""");
        var other = await world.CreateDatasetAsync("other");

        Assert.Equal(10, await CountAtAsync(world, $"{moving.Id}@{then}"));
        Assert.Equal(11, await CountAtAsync(world, $"{moving.Id}@head"));
        var diff = (await world.Client.GetAsync($"/datasets/{world.DatasetId}/diff?from={moving.Id}@{then}&to={moving.Id}")).ExpectOk();
        Assert.Equal("/late.txt", (string)Assert.Single(diff["items"]!.AsArray())!["filename"]!);

        // Each names what is wrong with it.
        (string Reference, HttpStatusCode Status, string Text)[] wrong =
        [
            ($"{pinned.Id}@{then}", HttpStatusCode.BadRequest, "stays with a commit of its own"),
            ($"{moving.Id}@", HttpStatusCode.BadRequest, "names no version"),
            ($"{moving.Id}@yesterday", HttpStatusCode.BadRequest, "'yesterday' names no version"),
            ($"{moving.Id}@{moving.Id}", HttpStatusCode.BadRequest, "is a slice"),
            ($"{moving.Id}@{moving.Id}@{then}", HttpStatusCode.BadRequest, "is a slice"),
            ($"{moving.Id}@{other}", HttpStatusCode.BadRequest, "is a version of the dataset"),
            ($"moving@{then}", HttpStatusCode.NotFound, "there is no dataset of 'moving@"),
            ($"@{then}", HttpStatusCode.NotFound, "there is no dataset of '@"),
        ];
        foreach (var (reference, status, text) in wrong)
        {
            var answer = await world.Client.GetAsync($"/datasets/{world.DatasetId}/items?at={reference}");
            answer.Expect(status);
            Assert.Contains(text, answer.Text, StringComparison.Ordinal);
        }

        // What writes takes no part of a version.
        (await world.Client.PostAsync(
            $"/datasets/{world.DatasetId}/rollback", new JsonObject { ["ref"] = $"{moving.Id}@{then}" })).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Slice_ClonedComparedAndExported_IsTheSameEverywhere()
    {
        var world = await FilledAsync();
        var rain = await SaveAsync(world, """{"name": "rain", "filter": {"metadata.user.weather": "rain"}, "pin": true}""");
        var half = await SaveAsync(world, """{"name": "half", "filter": {"type": "file"}, "sample": {"seed": 7, "percent": 50}}""");

        var made = (await world.SucceedAsync(await world.Client.PostAsync(
            $"/datasets/{world.DatasetId}/clone", new JsonObject { ["name"] = "clone of rain", ["at"] = rain.Id })))["spec"]!["returnedModelId"]!.GetValue<string>();
        var diff = (await world.Client.GetAsync($"/datasets/{world.DatasetId}/diff?from={rain.Id}&to={made}")).ExpectOk();
        var other = (await world.Client.GetAsync($"/datasets/{world.DatasetId}/diff?from={rain.Id}&to={half.Id}")).ExpectOk();
        var manifest = (await world.Client.GetAsync($"{Slices(world)}/rain/manifest")).ExpectOk().Text
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        var snapshot = (await world.Client.PostAsync($"/datasets/{made}/snapshots", new JsonObject { ["name"] = "s" })).ExpectOk().Id;
        var digest = (await world.SucceedAsync(await world.Client.PostAsync($"/datasets/{made}/snapshots/{snapshot}/digest")))["spec"]!["digest"]!.GetValue<string>();
        var export = await world.SucceedAsync(await world.Client.PostTextAsync(
            $"/datasets/{world.DatasetId}/export?slice=rain", """{"exportType": "json", "itemsQuery": {"filter": {"type": "file"}}}"""));
        var exported = await world.Client.GetAsync($"/items/{export["spec"]!["outputItemId"]}/stream");

        Assert.Equal(0, (int)diff["totalItemsCount"]!);
        Assert.True((int)other["totalItemsCount"]! > 0);
        Assert.Equal(11, manifest.Count);
        Assert.Equal(digest, (string)manifest[0]["digest"]!);
        Assert.Equal((string)manifest[0]["commitId"]!, (string)rain["commitId"]!);
        Assert.Equal(64, ((string)manifest[1]["sha256"]!).Length);
        Assert.Equal(10, JsonNode.Parse(exported.Text)!.AsArray().Count);
    }

    [Fact]
    public async Task Sample_SameSeedOnACopyMadeOtherwise_TakesTheSameFiles()
    {
        var world = await FilledAsync();
        var other = await world.CreateDatasetAsync("again");
        for (var i = 39; i >= 0; i--)
        {
            await world.AddFileAsync($"/{i:d2}.txt", $"other {i}", Weather(i), other);
        }

        var slice = """{"name": "s", "filter": {"type": "file"}, "sample": {"seed": "x", "count": 12, "stratify": "metadata.user.weather"}}""";
        await SaveAsync(world, slice);
        (await world.Client.PostTextAsync($"/datasets/{other}/slices", slice)).ExpectOk();
        await SaveAsync(world, slice.Replace("\"x\"", "\"y\"", StringComparison.Ordinal).Replace("\"s\"", "\"t\"", StringComparison.Ordinal));

        var here = await NamesAsync(world, world.DatasetId, "s");
        Assert.Equal(here, await NamesAsync(world, other, "s"));
        Assert.NotEqual(here, await NamesAsync(world, world.DatasetId, "t"));
        Assert.Equal(12, here.Split(' ').Length);
        Assert.Equal(3, (int)(await world.Client.PostTextAsync(
            $"/datasets/{world.DatasetId}/query?slice=s", """{"filter": {"metadata.user.weather": "rain"}}""")).ExpectOk()["totalItemsCount"]!);
    }

    [Fact]
    public async Task Split_Parts_AreDisjointAndEverything()
    {
        var world = await FilledAsync();
        var names = new List<string>();
        foreach (var part in (string[])["train", "validation", "test"])
        {
            await SaveAsync(world, $$$"""
                {"name": "{{{part}}}", "filter": {"type": "file"}, "sample": {"seed": 1, "parts": {"train": 80, "validation": 10, "test": 10},
                 "part": "{{{part}}}", "stratify": {"field": "metadata.user.weather"} } }
                """);
            names.AddRange((await NamesAsync(world, world.DatasetId, part)).Split(' '));
        }

        Assert.Equal(32, await CountAsync(world, "train"));
        Assert.Equal(4, await CountAsync(world, "validation"));
        Assert.Equal(40, names.Distinct().Count());
        Assert.Equal(40, names.Count);
    }

    [Fact]
    public async Task Clone_OfASample_HoldsTheSample()
    {
        var world = await FilledAsync();
        var made = (await world.SucceedAsync(await world.Client.PostTextAsync(
            $"/datasets/{world.DatasetId}/clone", """{"name": "some", "sample": {"seed": 1, "count": 5}}""")))["spec"]!["returnedModelId"]!.GetValue<string>();

        Assert.Equal(5, (int)(await world.QueryAsync("""{"type": "file"}""", made))["totalItemsCount"]!);
    }

    [Theory]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name": "a/b"}""", "$.name")]
    [InlineData("""{"name": "head"}""", "$.name")]
    [InlineData("""{"name": "x", "filter": 5}""", "filter")]
    [InlineData("""{"name": "x", "filter": {"a": {"$wrong": 1}}}""", "$.filter.a")]
    [InlineData("""{"name": "x", "at": "yesterday"}""", "$.at")]
    [InlineData("""{"name": "x", "sample": {}}""", "$.sample.seed")]
    [InlineData("""{"name": "x", "sample": {"seed": 1}}""", "$.sample")]
    [InlineData("""{"name": "x", "sample": {"seed": 1, "count": 0}}""", "$.sample.count")]
    [InlineData("""{"name": "x", "sample": {"seed": 1, "count": 1, "percent": 5}}""", "$.sample")]
    [InlineData("""{"name": "x", "sample": {"seed": 1, "percent": 101}}""", "$.sample.percent")]
    [InlineData("""{"name": "x", "sample": {"seed": 1, "parts": {"a": 1}, "part": "a"}}""", "$.sample.parts")]
    [InlineData("""{"name": "x", "sample": {"seed": 1, "parts": {"a": 1, "b": -1}, "part": "a"}}""", "$.sample.parts.b")]
    [InlineData("""{"name": "x", "sample": {"seed": 1, "parts": {"a": 1, "b": 1}}}""", "$.sample.part")]
    [InlineData("""{"name": "x", "sample": {"seed": 1, "count": 1, "stratify": 5}}""", "$.sample.stratify")]
    [InlineData("""{"name": "x", "sample": {"seed": 1, "count": 1, "stratify": {"field": "id"}}}""", "$.sample.stratify.field")]
    [InlineData("""{"name": "x", "sample": {"seed": [], "count": 1}}""", "$.sample.seed")]
    public async Task Save_WrongRequest_Is400ThatNamesThePlace(string body, string place)
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        var answer = (await world.Client.PostTextAsync(Slices(world), body)).Expect(HttpStatusCode.BadRequest);

        Assert.Contains(place, answer.Message, StringComparison.Ordinal);
        Assert.Empty((await world.Client.GetAsync(Slices(world))).ExpectOk()["items"]!.AsArray());
    }

    [Fact]
    public async Task Save_TakenName_IsAConflictUnlessReplaced()
    {
        var world = await FilledAsync();
        var first = await SaveAsync(world, """{"name": "s", "filter": {"metadata.user.weather": "rain"}}""");

        (await world.Client.PostTextAsync(Slices(world), """{"name": "s"}""")).Expect(HttpStatusCode.Conflict);
        var second = await SaveAsync(world, """{"name": "s", "filter": {"metadata.user.weather": "sun"}, "replace": true}""");

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(30, await CountAsync(world, "s"));
    }

    [Fact]
    public async Task Slice_WhereAVersionIsWritten_IsRefused()
    {
        var world = await FilledAsync();
        var slice = await SaveAsync(world, """{"name": "s", "filter": {"metadata.user.weather": "rain"}}""");

        (await world.Client.PostAsync($"/datasets/{world.DatasetId}/rollback", new JsonObject { ["ref"] = slice.Id })).Expect(HttpStatusCode.BadRequest);
        (await world.Client.PostAsync($"/datasets/{world.DatasetId}/snapshots", new JsonObject { ["name"] = "x", ["ref"] = slice.Id })).Expect(HttpStatusCode.BadRequest);
        (await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/query?slice=s", """{"delete": true}""")).Expect(HttpStatusCode.BadRequest);
        (await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/query?at={slice.Id}", """{"delete": true}""")).Expect(HttpStatusCode.BadRequest);

        Assert.Equal(40, (int)(await world.QueryAsync("""{"type": "file"}"""))["totalItemsCount"]!);
    }

    [Fact]
    public async Task Slice_OfAForeignProject_IsNotThere()
    {
        var world = await FilledAsync();
        var slice = await SaveAsync(world, """{"name": "s"}""");
        var stranger = await DatasetWorld.CreateAsync(fixture, "stranger@slices.example");

        (await stranger.Client.GetAsync($"{Slices(world)}/s")).Expect(HttpStatusCode.NotFound);
        (await stranger.Client.PostTextAsync($"/datasets/{stranger.DatasetId}/query?at={slice.Id}", "{}")).Expect(HttpStatusCode.NotFound);
        (await stranger.Client.GetAsync($"/datasets/{stranger.DatasetId}/diff?from={slice.Id}&to=head")).Expect(HttpStatusCode.NotFound);
        foreach (var version in (string[])["head", "", "zzz", world.DatasetId])
        {
            var foreign = await stranger.Client.GetAsync($"/datasets/{stranger.DatasetId}/diff?from={slice.Id}@{version}&to=head");
            var missing = await stranger.Client.GetAsync($"/datasets/{stranger.DatasetId}/diff?from=000000000000000000000777@{version}&to=head");
            foreign.Expect(HttpStatusCode.NotFound);
            Assert.Equal(missing.Message.Replace("000000000000000000000777", slice.Id, StringComparison.Ordinal), foreign.Message);
        }

        (await stranger.Client.GetAsync($"/datasets/{stranger.DatasetId}/slices/{slice.Id}")).Expect(HttpStatusCode.NotFound);
    }

    private static string Weather(int i) => $$$"""{"user": {"weather": "{{{(i % 4 == 0 ? "rain" : "sun")}}}"}}""";

    private static string Slices(DatasetWorld world) => $"/datasets/{world.DatasetId}/slices";

    private static async Task<ApiAnswer> SaveAsync(DatasetWorld world, string body) =>
        (await world.Client.PostTextAsync(Slices(world), body)).ExpectOk();

    private static async Task<int> CountAtAsync(DatasetWorld world, string reference) => (int)(await world.Client.PostTextAsync(
        $"/datasets/{world.DatasetId}/query?at={reference}", """{"filter": {"type": "file"}}""")).ExpectOk()["totalItemsCount"]!;

    private static async Task<int> CountAsync(DatasetWorld world, string slice) =>
        (int)(await world.Client.PostAsync($"{Slices(world)}/{slice}/resolve")).ExpectOk()["itemsCount"]!;

    private static async Task<string> NamesAsync(DatasetWorld world, string dataset, string slice) => string.Join(
        ' ', (await world.Client.PostTextAsync(
            $"/datasets/{dataset}/query?slice={slice}", """{"filter": {"type": "file"}, "sort": {"filename": "ascending"}}"""))
            .ExpectOk()["items"]!.AsArray().Select(item => (string)item!["filename"]!));

    private async Task<DatasetWorld> FilledAsync()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        for (var i = 0; i < 40; i++)
        {
            await world.AddFileAsync($"/{i:d2}.txt", $"file {i}", Weather(i));
        }

        return world;
    }
}
