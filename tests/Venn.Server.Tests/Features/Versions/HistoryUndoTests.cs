using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Versions;

public sealed class HistoryUndoTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Revert_OneCommit_LeavesWhatCameAfter()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt", metadata: """{"user": {"k": 1}}""");
        await world.SetAsync(item, "k", 2);
        var wrong = await world.HeadAsync();
        await world.SetAsync(item, "other", 3);

        var answer = (await RevertAsync(world, wrong)).ExpectOk();

        Assert.Equal(1, (await world.ReadAsync(item, "k"))!.GetValue<int>());
        Assert.Equal(3, (await world.ReadAsync(item, "other"))!.GetValue<int>());
        Assert.Equal("revert", answer["commit"]!["operation"]!.GetValue<string>());
        Assert.Equal(wrong, answer["commit"]!["details"]!["commitId"]!.GetValue<string>());
    }

    [Fact]
    public async Task Revert_OfWhatWasEditedSince_Is409UnlessAPolicySettlesIt()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt", metadata: """{"user": {"k": 1}}""");
        await world.SetAsync(item, "k", 2);
        var wrong = await world.HeadAsync();
        await world.SetAsync(item, "k", 3);

        var refused = (await RevertAsync(world, wrong)).Expect(HttpStatusCode.Conflict);
        Assert.Equal("""["metadata.user.k"]""", refused["conflicts"]![0]!["keys"]!.ToJsonString());
        Assert.Equal(3, (await world.ReadAsync(item, "k"))!.GetValue<int>());
        (await RevertAsync(world, wrong, "theirs")).ExpectOk();

        Assert.Equal(1, (await world.ReadAsync(item, "k"))!.GetValue<int>());
    }

    [Fact]
    public async Task CherryPick_OneCommitOfAClone_BringsThatAlone()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt", metadata: """{"user": {"k": 1}}""");
        var clone = await world.CloneAsync("clone");
        await world.SetAsync(HistoryWorld.In(item, clone), "k", 2);
        var picked = await world.HeadAsync(clone);
        await world.SetAsync(HistoryWorld.In(item, clone), "other", 3);

        var answer = (await PickAsync(world, picked)).ExpectOk();
        var again = (await PickAsync(world, picked)).ExpectOk();

        Assert.Equal(2, (await world.ReadAsync(item, "k"))!.GetValue<int>());
        Assert.Null(await world.ReadAsync(item, "other"));
        Assert.Equal("cherryPick", answer["commit"]!["operation"]!.GetValue<string>());
        Assert.Null(again["commit"]);
    }

    [Fact]
    public async Task Restore_DeletedItems_BringsThemBackWithTheirAnnotationsAndDirectories()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/d/e/a.txt", "content");
        await world.AddFileAsync("/d/b.txt");
        await world.AnnotateAsync(item, "x");
        var good = await world.HeadAsync();
        (await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/query", """{"filter": {}, "delete": true}""")).ExpectOk();

        (await RestoreAsync(world, new JsonObject { ["ref"] = good, ["items"] = new JsonArray(item) })).ExpectOk();

        Assert.Equal("/d/e/a.txt", await world.ValuesAsync("""{"type": "file"}"""));
        Assert.Single((await world.Client.GetAsync($"/items/{item}/annotations")).Json!.AsArray());
        Assert.Contains("/d/e", (await world.Client.GetAsync($"/datasets/{world.DatasetId}/directoryTree")).Text, StringComparison.Ordinal);
        (await RestoreAsync(world, new JsonObject
        {
            ["ref"] = good, ["filter"] = new JsonObject { ["filename"] = "/d/b.txt" },
        })).ExpectOk();
        Assert.Equal("/d/b.txt /d/e/a.txt", string.Join(' ', (await world.ValuesAsync("""{"type": "file"}""")).Split(' ').Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Restore_AnEditedItem_IsAsItWas()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt", metadata: """{"user": {"k": 1}}""");
        var good = await world.HeadAsync();
        await world.SetAsync(item, "k", 2);

        (await RestoreAsync(world, new JsonObject { ["ref"] = good, ["items"] = new JsonArray(item) })).ExpectOk();

        Assert.Equal(1, (await world.ReadAsync(item, "k"))!.GetValue<int>());
    }

    [Fact]
    public async Task Undelete_ADataset_IsBackWithItsHistory()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/a.txt");
        var log = (await world.LogAsync()).ToJsonString();
        (await world.Client.DeleteAsync($"/datasets/{world.DatasetId}")).ExpectOk();

        var listed = (await world.Client.GetAsync($"/projects/{world.ProjectId}/datasets/deleted")).ExpectOk();
        var back = (await world.Client.PostAsync($"/datasets/{world.DatasetId}/undelete")).ExpectOk();

        Assert.Equal(world.DatasetId, Assert.Single(listed["items"]!.AsArray())!["id"]!.GetValue<string>());
        Assert.Equal(1, back["itemsCount"]!.GetValue<int>());
        Assert.Equal(log, (await world.LogAsync()).ToJsonString());
    }

    [Fact]
    public async Task Undelete_WhoseNameIsTaken_Is400AndStrangersGet404()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        (await world.Client.DeleteAsync($"/datasets/{world.DatasetId}")).ExpectOk();
        await world.CreateDatasetAsync("data");

        (await world.Client.PostAsync($"/datasets/{world.DatasetId}/undelete")).Expect(HttpStatusCode.BadRequest);
        (await world.Client.PostAsync("/datasets/000000099900000000000000/undelete")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Undo_Wrong_Table()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/a.txt");
        var log = await world.LogAsync();
        var (head, first) = (log[0]!["id"]!.GetValue<string>(), log[^1]!["id"]!.GetValue<string>());

        (await RevertAsync(world, "x")).Expect(HttpStatusCode.BadRequest);
        (await RevertAsync(world, first)).Expect(HttpStatusCode.BadRequest);
        (await RevertAsync(world, head[..20] + "9999")).Expect(HttpStatusCode.NotFound);
        (await RevertAsync(world, head, "union")).Expect(HttpStatusCode.BadRequest);
        (await PickAsync(world, world.DatasetId)).Expect(HttpStatusCode.BadRequest);
        (await PickAsync(world, "000000099900000000000002")).Expect(HttpStatusCode.NotFound);
        (await RestoreAsync(world, new JsonObject { ["ref"] = head })).Expect(HttpStatusCode.BadRequest);
        (await RestoreAsync(world, new JsonObject { ["ref"] = head, ["items"] = new JsonArray() })).Expect(HttpStatusCode.BadRequest);
        var missing = HistoryWorld.In("000000000000000000009999", world.DatasetId);
        var answer = (await RestoreAsync(world, new JsonObject { ["ref"] = head, ["items"] = new JsonArray(missing) }))
            .Expect(HttpStatusCode.NotFound);

        Assert.Contains(missing, answer.Message, StringComparison.Ordinal);
        Assert.Equal(head, await world.HeadAsync());
    }

    private static Task<ApiAnswer> RevertAsync(DatasetWorld world, string commit, string? policy = null) => world.Client.PostAsync(
        $"/datasets/{world.DatasetId}/commits/{commit}/revert", new JsonObject { ["policy"] = policy });

    private static Task<ApiAnswer> PickAsync(DatasetWorld world, string commit) =>
        world.Client.PostAsync($"/datasets/{world.DatasetId}/cherry-pick", new JsonObject { ["commitId"] = commit });

    private static Task<ApiAnswer> RestoreAsync(DatasetWorld world, JsonObject body) =>
        world.Client.PostAsync($"/datasets/{world.DatasetId}/restore", body);
}
