using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Versions;

public sealed class VersionTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Commits_EveryWrite_IsListedNewestFirstWithItsAuthor()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        await world.AnnotateAsync(item, "x");

        var page = (await world.Client.GetAsync($"/datasets/{world.DatasetId}/commits?pageSize=2")).ExpectOk();
        var last = (await world.Client.GetAsync($"/datasets/{world.DatasetId}/commits?pageSize=2&page=1")).ExpectOk();

        Assert.Equal("hasNextPage items totalItemsCount totalPagesCount", page.Keys);
        Assert.Equal(["annotate", "upload"], page["items"]!.AsArray().Select(c => c!["operation"]!.GetValue<string>()));
        Assert.Equal("create", Assert.Single(last["items"]!.AsArray())!["operation"]!.GetValue<string>());
        Assert.All(page["items"]!.AsArray(), c => Assert.Equal(TestServer.Owner, c!["author"]!.GetValue<string>()));
        var one = (await world.Client.GetAsync($"/datasets/{world.DatasetId}/commits/{page["items"]![0]!["id"]}")).ExpectOk();
        Assert.Equal(page["items"]![0]!.ToJsonString(), one.Json!.ToJsonString());
        Assert.Equal(page["items"]![1]!["id"]!.GetValue<string>(), one["parents"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task Snapshot_Rollback_BringsBackEverythingAndLosesNothing()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt", "one", """{"user": {"k": 1}}""");
        await world.AnnotateAsync(item, "x", "y");
        var before = (await world.Client.GetAsync($"/items/{item}")).Text;
        var snapshot = await SnapAsync(world, "good");

        (await world.UploadAsync("/a.txt", "two"u8.ToArray(), mode: "overwrite")).ExpectOk();
        await world.AddFileAsync("/b.txt");
        var bad = await SnapAsync(world, "bad");
        var end = await world.SucceedAsync(await RollBackAsync(world, snapshot, "it was wrong"));

        Assert.Equal("it was wrong", end["spec"]!["commit"]!["message"]!.GetValue<string>());
        Assert.Equal(before, (await world.Client.GetAsync($"/items/{item}")).Text);
        Assert.Equal("one", (await world.Client.GetAsync($"/items/{item}/stream")).Text);
        Assert.Equal("/a.txt", await world.ValuesAsync("{}"));
        await world.SucceedAsync(await RollBackAsync(world, bad, null));
        Assert.Equal("/a.txt /b.txt", await world.ValuesAsync("{}"));
    }

    [Fact]
    public async Task Snapshot_Digest_IsTheSameForTheSameContentAlone()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        var first = await DigestAsync(world, await SnapAsync(world, "1"));
        (await world.Client.PatchAsync($"/items/{item}", JsonNode.Parse("""{"metadata": {"user": {"k": 1}}}"""))).ExpectOk();
        var second = await DigestAsync(world, await SnapAsync(world, "2"));
        await world.SucceedAsync(await RollBackAsync(world, (await ListAsync(world))[1]!["id"]!.GetValue<string>(), null));

        Assert.StartsWith("sha256:", first, StringComparison.Ordinal);
        Assert.NotEqual(first, second);
        Assert.Equal(first, await DigestAsync(world, await SnapAsync(world, "3")));
        Assert.Equal([first, second, first], (await ListAsync(world)).Select(s => s!["digest"]!.GetValue<string>()).Reverse());
    }

    [Fact]
    public async Task Snapshot_NameTaken_Is409()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await SnapAsync(world, "one");

        Assert.Equal(
            HttpStatusCode.Conflict,
            (await world.Client.PostAsync($"/datasets/{world.DatasetId}/snapshots", new JsonObject { ["name"] = "one" })).Status);
        Assert.Equal(
            HttpStatusCode.BadRequest, (await world.Client.PostAsync($"/datasets/{world.DatasetId}/snapshots", new JsonObject())).Status);
    }

    [Fact]
    public async Task Diff_OfTwoVersions_NamesItemsKeysAndLabels()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var changed = await world.AddFileAsync("/changed.txt", metadata: """{"user": {"k": 1, "same": 1}}""");
        var removed = await world.AddFileAsync("/removed.txt");
        var annotated = await world.AddFileAsync("/annotated.txt");
        var old = (await world.AnnotateAsync(annotated, "old"))[0]!["id"]!.GetValue<string>();
        var snapshot = await SnapAsync(world, "before");

        (await world.Client.PatchAsync($"/items/{changed}", JsonNode.Parse("""{"filename": "/moved.txt", "metadata": {"user": {"k": 2}}}"""))).ExpectOk();
        await world.Client.DeleteAsync($"/items/{removed}");
        var added = await world.AddFileAsync("/added.txt");
        (await world.Client.PutAsync($"/annotations/{old}", JsonNode.Parse("""{"label": "new"}"""))).ExpectOk();
        await world.AnnotateAsync(annotated, "apple");

        var diff = (await world.Client.GetAsync($"/datasets/{world.DatasetId}/diff?from={snapshot}")).ExpectOk();
        var page = (await world.Client.GetAsync($"/datasets/{world.DatasetId}/diff?from={snapshot}&pageSize=1&page=3")).ExpectOk();

        var summary = diff["summary"]!;
        Assert.Equal("""{"added":1,"removed":1,"changed":1}""", summary["items"]!.ToJsonString());
        Assert.Equal("""{"added":1,"removed":0,"changed":1}""", summary["annotations"]!.ToJsonString());
        Assert.Equal(
            """{"apple":{"added":1,"removed":0,"changed":0},"new":{"added":0,"removed":0,"changed":1}}""", summary["labels"]!.ToJsonString());
        Assert.Equal(
            [(changed, "changed", "filename metadata.user.k"), (removed, "removed", ""), (annotated, "annotations", ""), (added, "added", "")],
            diff["items"]!.AsArray().Select(i => (
                i!["id"]!.GetValue<string>(), i["change"]!.GetValue<string>(), string.Join(' ', i["keys"]!.AsArray().Select(k => k!.GetValue<string>())))));
        var annotations = diff["items"]![2]!["annotations"]!;
        Assert.Equal("apple", annotations["added"]![0]!["label"]!.GetValue<string>());
        Assert.Equal(
            $$$"""[{"id":"{{{old}}}","type":"box","label":"new","keys":["label"],"values":{"label":{"before":"old","after":"new"}},"kinds":["label"]}]""",
            annotations["changed"]!.ToJsonString());
        Assert.Equal((4, 4, false), (page["totalItemsCount"]!.GetValue<int>(), page["totalPagesCount"]!.GetValue<int>(), page["hasNextPage"]!.GetValue<bool>()));
        Assert.Equal(added, Assert.Single(page["items"]!.AsArray())!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Diff_OfAFreshCloneAndItsSource_IsEmpty()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AnnotateAsync(await world.AddFileAsync("/a.txt"), "x");
        var clone = await world.CloneAsync("clone", status: false);

        var diff = (await world.Client.GetAsync($"/datasets/{clone}/diff?from={world.DatasetId}")).ExpectOk();
        var parent = (await world.Client.GetAsync($"/datasets/{clone}/diff")).ExpectOk();

        Assert.Equal(0, diff["totalItemsCount"]!.GetValue<int>());
        Assert.Equal(0, parent["totalItemsCount"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("diff?from=nonsense", HttpStatusCode.BadRequest)]
    [InlineData("diff?from=000000000000000000009999", HttpStatusCode.NotFound)]
    [InlineData("diff?to=000000099900000000000000", HttpStatusCode.NotFound)]
    [InlineData("diff?page=x", HttpStatusCode.BadRequest)]
    [InlineData("commits?pageSize=-1", HttpStatusCode.BadRequest)]
    [InlineData("commits/x", HttpStatusCode.BadRequest)]
    [InlineData("commits/000000099900000000000001", HttpStatusCode.NotFound)]
    [InlineData("snapshots/x", HttpStatusCode.BadRequest)]
    [InlineData("snapshots/000000000000000000009999", HttpStatusCode.NotFound)]
    public async Task Get_Wrong_Table(string path, HttpStatusCode status)
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        Assert.Equal(status, (await world.Client.GetAsync($"/datasets/{world.DatasetId}/{path}")).Status);
    }

    [Fact]
    public async Task Rollback_ToAnotherDatasetsVersion_Is400()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var other = await world.CreateDatasetAsync("other");

        Assert.Equal(HttpStatusCode.BadRequest, (await RollBackAsync(world, other, null)).Status);
    }

    private static async Task<string> SnapAsync(DatasetWorld world, string name) =>
        (await world.Client.PostAsync($"/datasets/{world.DatasetId}/snapshots", new JsonObject { ["name"] = name })).ExpectOk().Id;

    private static async Task<JsonArray> ListAsync(DatasetWorld world) =>
        (await world.Client.GetAsync($"/datasets/{world.DatasetId}/snapshots")).ExpectOk()["items"]!.AsArray();

    private static async Task<string> DigestAsync(DatasetWorld world, string snapshot) => (await world.SucceedAsync(
        await world.Client.PostAsync($"/datasets/{world.DatasetId}/snapshots/{snapshot}/digest")))["spec"]!["digest"]!.GetValue<string>();

    private static Task<ApiAnswer> RollBackAsync(DatasetWorld world, string reference, string? message) => world.Client.PostAsync(
        $"/datasets/{world.DatasetId}/rollback", new JsonObject { ["ref"] = reference, ["message"] = message });
}
