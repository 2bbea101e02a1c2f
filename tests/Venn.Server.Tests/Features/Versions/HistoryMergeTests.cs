using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Versions;

public sealed class HistoryMergeTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Merge_EditsThatDoNotMeet_AreAllThereAndAgainChangesNothing()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt", metadata: """{"user": {"left": 0, "right": 0}}""");
        var clone = await world.CloneAsync("clone");
        await world.SetAsync(item, "left", 1);
        await world.SetAsync(HistoryWorld.In(item, clone), "right", 2);
        await world.AnnotateAsync(HistoryWorld.In(item, clone), "apple");
        await world.AddFileAsync("/b.txt", dataset: clone);

        var done = await world.SucceedAsync(await MergeAsync(world, HistoryWorld.From(clone)));
        var again = await world.SucceedAsync(await MergeAsync(world, HistoryWorld.From(clone)));

        Assert.Equal(1, (await world.ReadAsync(item, "left"))!.GetValue<int>());
        Assert.Equal(2, (await world.ReadAsync(item, "right"))!.GetValue<int>());
        Assert.Equal("/a.txt /b.txt", await world.ValuesAsync("{}"));
        Assert.Single((await world.Client.GetAsync($"/items/{item}/annotations")).Json!.AsArray());
        var commit = done["spec"]!["commit"]!;
        Assert.Equal(2, commit["parents"]!.AsArray().Count);
        Assert.Equal("fail", commit["details"]!["policy"]!.GetValue<string>());
        Assert.Null(again["spec"]!["commit"]);
        Assert.Equal(commit["id"]!.GetValue<string>(), await world.HeadAsync());
    }

    [Fact]
    public async Task Merge_Conflict_Is409WithBaseOursTheirsAndWritesNothing()
    {
        var (world, clone, item) = await HistoryWorld.ConflictAsync(fixture);
        var head = await world.HeadAsync();

        var answer = (await MergeAsync(world, HistoryWorld.From(clone))).Expect(HttpStatusCode.Conflict);
        var preview = (await MergeAsync(world, HistoryWorld.From(clone), "/preview")).ExpectOk();

        var conflict = Assert.Single(answer["conflicts"]!.AsArray())!;
        Assert.Equal(("items", item, "changedByBoth"), (
            conflict["resource"]!.GetValue<string>(), conflict["id"]!.GetValue<string>(), conflict["kind"]!.GetValue<string>()));
        Assert.Equal("""["metadata.user.k"]""", conflict["keys"]!.ToJsonString());
        Assert.Equal([0, 1, 2], ((string[])["base", "ours", "theirs"])
            .Select(side => conflict[side]!["values"]!["metadata.user.k"]!.GetValue<int>()));
        Assert.Equal(head, answer["head"]!.GetValue<string>());
        Assert.Equal(head, preview["head"]!.GetValue<string>());
        Assert.Equal(1, preview["unsettledCount"]!.GetValue<int>());
        Assert.Equal(head, await world.HeadAsync());
        Assert.Equal(1, (await world.ReadAsync(item, "k"))!.GetValue<int>());
    }

    [Theory]
    [InlineData("ours", 1)]
    [InlineData("theirs", 2)]
    [InlineData("latest", 2)]
    public async Task Merge_Policy_SettlesAndKeepsWhatDidNotMeet(string policy, int expected)
    {
        var (world, clone, item) = await HistoryWorld.ConflictAsync(fixture);

        var done = await world.SucceedAsync(await MergeAsync(world, HistoryWorld.From(clone, policy)));

        Assert.Equal(1, done["spec"]!["report"]!["conflictsCount"]!.GetValue<int>());
        Assert.Equal(expected, (await world.ReadAsync(item, "k"))!.GetValue<int>());
        Assert.Equal(1, (await world.ReadAsync(item, "left"))!.GetValue<int>());
        Assert.Equal(2, (await world.ReadAsync(item, "right"))!.GetValue<int>());
    }

    [Fact]
    public async Task Merge_Choices_SettleFieldByFieldAndAreKeptInTheCommit()
    {
        var (world, clone, item) = await HistoryWorld.ConflictAsync(fixture);
        var choice = new JsonObject
        {
            ["relation"] = "items", ["id"] = item, ["fields"] = new JsonObject { ["metadata.user.k"] = "theirs" },
        };

        var done = await world.SucceedAsync(await MergeAsync(world, HistoryWorld.From(clone, "fail", choice)));

        Assert.Equal(2, (await world.ReadAsync(item, "k"))!.GetValue<int>());
        var kept = done["spec"]!["commit"]!["details"]!["choices"]![0]!;
        Assert.Equal(item, kept["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Merge_ChoicesForSomeConflicts_NameEachThatIsMissingAndWriteNothing()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var items = new List<string>();
        foreach (var name in (string[])["/a.txt", "/b.txt", "/c.txt"])
        {
            items.Add(await world.AddFileAsync(name, metadata: """{"user": {"k": 0}}"""));
        }

        var clone = await world.CloneAsync("clone");
        foreach (var item in items)
        {
            await world.SetAsync(item, "k", 1);
            await world.SetAsync(HistoryWorld.In(item, clone), "k", 2);
        }

        var head = await world.HeadAsync();
        var choice = new JsonObject { ["relation"] = "items", ["id"] = items[0], ["whole"] = "ours" };

        var refused = (await MergeAsync(world, HistoryWorld.From(clone, "fail", choice))).Expect(HttpStatusCode.Conflict);
        var preview = (await MergeAsync(world, HistoryWorld.From(clone, "fail", choice), "/preview")).ExpectOk();

        Assert.Equal(items.Skip(1).Order(), refused["conflicts"]!.AsArray().Select(c => c!["id"]!.GetValue<string>()).Order());
        Assert.Equal((3, 2), (preview["conflictsCount"]!.GetValue<int>(), preview["unsettledCount"]!.GetValue<int>()));
        Assert.Equal(head, await world.HeadAsync());
    }

    [Fact]
    public async Task Settlements_OfAMerge_TellEachKeyItsSideAndWhetherItWasChosen()
    {
        var (world, clone, item) = await HistoryWorld.ConflictAsync(fixture);
        await world.SucceedAsync(await MergeAsync(world, HistoryWorld.From(clone, "theirs", new JsonObject
        {
            ["relation"] = "items", ["id"] = item, ["fields"] = new JsonObject { ["metadata.user.k"] = "ours" },
        })));
        await world.SetAsync(item, "k", 5);
        await world.SetAsync(HistoryWorld.In(item, clone), "k", 6);
        await world.SucceedAsync(await MergeAsync(world, HistoryWorld.From(clone, "theirs")));

        var log = await world.LogAsync();
        var byPolicy = await SettlementsAsync(world, log[0]!);
        var byChoice = await SettlementsAsync(world, log[2]!);

        Assert.Equal("merge", log[2]!["operation"]!.GetValue<string>());
        Assert.Equal(
            $$"""[{"resource":"items","id":"{{item}}","filename":"/a.txt","keys":[{"key":"metadata.user.k","side":"theirs","by":"policy"}]}]""",
            byPolicy["items"]!.ToJsonString());
        Assert.Contains("""{"key":"metadata.user.k","side":"ours","by":"choice"}""", byChoice["items"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(1, byChoice["totalItemsCount"]!.GetValue<long>());
        Assert.Empty((await SettlementsAsync(world, log[1]!))["items"]!.AsArray());
        (await world.Client.GetAsync($"/datasets/{clone}/commits/{log[0]!["id"]}/settlements")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Merge_UnknownChoices_AreEachNamedAndNothingIsWritten()
    {
        var (world, clone, item) = await HistoryWorld.ConflictAsync(fixture);
        var other = await world.AddFileAsync("/other.txt");
        var head = await world.HeadAsync();
        var unknown = new JsonObject { ["relation"] = "items", ["id"] = other, ["whole"] = "ours" };
        var field = new JsonObject
        {
            ["relation"] = "items", ["id"] = item, ["whole"] = "ours", ["fields"] = new JsonObject { ["nonsense"] = "ours" },
        };

        var answer = (await MergeAsync(world, HistoryWorld.From(clone, "fail", unknown, field))).Expect(HttpStatusCode.BadRequest);

        Assert.Contains(other, answer.Message, StringComparison.Ordinal);
        Assert.Contains("nonsense", answer.Message, StringComparison.Ordinal);
        Assert.Equal(head, await world.HeadAsync());
    }

    [Fact]
    public async Task Merge_HeadMovedSinceThePreview_Is409WithTheNewHead()
    {
        var (world, clone, item) = await HistoryWorld.ConflictAsync(fixture);
        var body = HistoryWorld.From(clone, "theirs");
        body["expectedHead"] = await world.HeadAsync();
        await world.SetAsync(item, "later", 1);

        var answer = (await MergeAsync(world, body)).Expect(HttpStatusCode.Conflict);

        Assert.Equal(await world.HeadAsync(), answer["head"]!.GetValue<string>());
        Assert.Equal(1, (await world.ReadAsync(item, "k"))!.GetValue<int>());
        body["expectedHead"] = await world.HeadAsync();
        await world.SucceedAsync(await MergeAsync(world, body));
        Assert.Equal(2, (await world.ReadAsync(item, "k"))!.GetValue<int>());
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"from": []}""")]
    [InlineData("""{"from": ["x"]}""")]
    [InlineData("""{"from": [{"datasetId": "SELF"}]}""")]
    [InlineData("""{"from": [{"datasetId": "CLONE", "ref": "SELF"}]}""")]
    [InlineData("""{"from": [{"datasetId": "CLONE"}], "policy": "best"}""")]
    [InlineData("""{"from": [{"datasetId": "CLONE"}], "expectedHead": "x"}""")]
    [InlineData("""{"from": [{"datasetId": "CLONE"}], "choices": [{"relation": "items", "id": "CLONE", "whole": "ours"}]}""")]
    [InlineData("""{"from": [{"datasetId": "CLONE"}], "choices": [{"relation": "tasks", "id": "SELF", "whole": "ours"}]}""")]
    [InlineData("""{"from": [{"datasetId": "CLONE"}], "choices": [{"relation": "items", "id": "SELF"}]}""")]
    [InlineData("""{"from": [{"datasetId": "CLONE"}], "choices": [{"relation": "items", "id": "SELF", "whole": "mine"}]}""")]
    public async Task Merge_WrongBody_Is400(string body)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/a.txt");
        var clone = await world.CloneAsync("clone");
        var text = body.Replace("SELF", world.DatasetId, StringComparison.Ordinal).Replace("CLONE", clone, StringComparison.Ordinal);

        (await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/merge", text)).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Merge_ADeletionAgainstAnEdit_IsAConflictOfItsOwnKind()
    {
        var (world, clone, item) = await HistoryWorld.ConflictAsync(fixture);
        (await world.Client.DeleteAsync($"/items/{item}")).ExpectOk();

        var answer = (await MergeAsync(world, HistoryWorld.From(clone))).Expect(HttpStatusCode.Conflict);
        var conflict = Assert.Single(answer["conflicts"]!.AsArray())!;
        Assert.Equal("deletedByOurs", conflict["kind"]!.GetValue<string>());
        Assert.Null(conflict["ours"]);
        var choice = new JsonObject { ["relation"] = "items", ["id"] = item, ["whole"] = "theirs" };
        await world.SucceedAsync(await MergeAsync(world, HistoryWorld.From(clone, "fail", choice)));

        Assert.Equal(2, (await world.ReadAsync(item, "k"))!.GetValue<int>());
    }

    private static Task<ApiAnswer> MergeAsync(DatasetWorld world, JsonObject body, string more = "") =>
        world.Client.PostAsync($"/datasets/{world.DatasetId}/merge{more}", body);

    private static async Task<ApiAnswer> SettlementsAsync(DatasetWorld world, JsonNode commit) =>
        (await world.Client.GetAsync($"/datasets/{world.DatasetId}/commits/{commit["id"]}/settlements")).ExpectOk();
}
