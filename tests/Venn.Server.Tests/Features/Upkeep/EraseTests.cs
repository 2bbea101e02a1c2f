using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Features.Versions;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Upkeep;

public sealed class EraseTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Erase_AnItem_IsInNoVersionCloneExportDocumentOrByte()
    {
        var secret = $"jane-{Guid.NewGuid():n}";
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/other.txt", "other");
        var item = await world.AddFileAsync($"/{secret}.txt", $"bytes of {secret}", $$$"""{"user": {"name": "{{{secret}}}"}}""");
        await world.AnnotateAsync(item, secret);
        var head = await world.HeadAsync();
        var snapshot = (await world.Client.PostAsync(
            $"/datasets/{world.DatasetId}/snapshots", new JsonObject { ["name"] = "v1" })).ExpectOk().Id;
        var digest = await DigestAsync(world, snapshot);
        (await world.Client.PostAsync($"/datasets/{world.DatasetId}/slices", new JsonObject
        {
            ["name"] = "one", ["filter"] = new JsonObject { ["$and"] = new JsonArray(new JsonObject { ["filename"] = $"/{secret}.txt" }) },
        })).ExpectOk();
        var clone = await world.CloneAsync("clone");
        await world.SucceedAsync(await world.Client.PostAsync($"/datasets/{world.DatasetId}/export", new JsonObject()));
        await world.SucceedAsync(await world.Client.PostAsync($"/datasets/{world.DatasetId}/export/v3", new JsonObject()));

        var told = (await EraseAsync(world, item, isDryRun: true))["spec"]!["plan"]!;
        Assert.True(await IsInBytesAsync(secret));
        (await world.Client.GetAsync($"/items/{item}")).ExpectOk();
        var done = (await EraseAsync(world, item, isDryRun: false))["spec"]!["report"]!;

        Assert.Equal(2, told["datasets"]!.AsArray().Count);
        Assert.Equal("v1", told["datasets"]![0]!["snapshots"]![0]!["name"]!.GetValue<string>());
        Assert.Equal(2, told["exportsCount"]!.GetValue<int>());
        Assert.Equal(2, done["datasetsCount"]!.GetValue<int>());
        Assert.True(done["binariesRemoved"]!.GetValue<int>() >= 3, done.ToJsonString());
        (await world.Client.GetAsync($"/items/{item}")).Expect(HttpStatusCode.NotFound);
        (await world.Client.GetAsync($"/items/{item}?at={head}")).Expect(HttpStatusCode.NotFound);
        Assert.Equal("/other.txt", await world.ValuesAsync("""{"type": "file", "hidden": false}"""));
        Assert.Equal("/other.txt", await world.ValuesAsync("""{"type": "file", "hidden": false}""", dataset: clone));
        var commit = (await world.LogAsync(world.DatasetId))[0]!;
        Assert.Equal(("erase", "a request"), (commit["operation"]!.GetValue<string>(), commit["message"]!.GetValue<string>()));
        var left = await DigestAsync(world, snapshot);
        Assert.NotEqual(digest, left);
        Assert.Equal(left, (await world.Client.GetAsync($"/datasets/{world.DatasetId}/snapshots/{snapshot}"))["digest"]!.GetValue<string>());
        var slice = (await world.Client.GetAsync($"/datasets/{world.DatasetId}/slices/one")).ExpectOk();
        Assert.Contains("(erased)", slice.Text, StringComparison.Ordinal);
        Assert.Empty((await world.Client.GetAsync($"/datasets/{world.DatasetId}/items?slice=one")).ExpectOk()["items"]!.AsArray());
        var verify = await world.SucceedAsync(await world.Client.PostAsync(
            $"/datasets/{world.DatasetId}/verify", new JsonObject { ["ref"] = snapshot }));
        Assert.Equal(0, verify["spec"]!["report"]!["problemsCount"]!.GetValue<int>());
        Assert.False(await IsInBytesAsync(secret), "Some file still has it.");
    }

    [Fact]
    public async Task Erase_AnAnnotationAlone_LeavesItsItem()
    {
        var secret = $"jane-{Guid.NewGuid():n}";
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        await world.AnnotateAsync(item, secret, "kept");
        var annotations = (await world.Client.GetAsync($"/items/{item}/annotations")).ExpectOk().Json!.AsArray();
        var id = annotations.Single(a => a!["label"]!.GetValue<string>() == secret)!["id"]!.GetValue<string>();
        var body = new JsonObject { ["annotations"] = new JsonArray(id), ["reason"] = "a request" };

        var done = (await world.SucceedAsync(await world.Client.PostAsync($"/datasets/{world.DatasetId}/erase", body)))["spec"]!["report"]!;

        Assert.Equal((0, 1), (done["itemsCount"]!.GetValue<int>(), done["annotationsCount"]!.GetValue<int>()));
        Assert.Equal(
            ["kept"], (await world.Client.GetAsync($"/items/{item}/annotations")).ExpectOk().Json!.AsArray().Select(a => a!["label"]!.GetValue<string>()));
        Assert.False(await IsInBytesAsync(secret), "Some file still has it.");
        (await world.Client.PostAsync($"/datasets/{world.DatasetId}/erase", body.DeepClone())).Expect(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"reason": "x", "items": [], "annotations": []}""", "annotations")]
    [InlineData("""{"reason": "x"}""", "items")]
    [InlineData("""{"reason": "x", "items": [], "filter": {}}""", "items")]
    [InlineData("""{"items": ["000000000100000000000001"]}""", "reason")]
    [InlineData("""{"reason": "x", "filter": {"$and": [{"filename": "/nothing"}]}}""", "nothing would be erased")]
    public async Task Erase_BadRequest_IsA400ThatSaysWhat(string body, string says)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/a.txt");
        var answer = await world.Client.PostAsync($"/datasets/{world.DatasetId}/erase", JsonNode.Parse(body));
        answer.Expect(HttpStatusCode.BadRequest);
        Assert.Contains(says, answer["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erase_ItemOfAnotherDataset_IsA404ThatNamesIt()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var other = await DatasetWorld.CreateAsync(fixture);
        var item = await other.AddFileAsync("/a.txt");
        var answer = (await world.Client.PostAsync(
            $"/datasets/{world.DatasetId}/erase", new JsonObject { ["items"] = new JsonArray(item), ["reason"] = "x" }))
            .Expect(HttpStatusCode.NotFound);
        Assert.Contains(item, answer["message"]!.GetValue<string>(), StringComparison.Ordinal);
        (await other.Client.GetAsync($"/items/{item}")).ExpectOk();
    }

    [Fact]
    public async Task Erase_WhatAHeldSnapshotHas_NeedsToBeSaidTwice()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt", "held");
        var snapshots = $"/datasets/{world.DatasetId}/snapshots";
        var id = (await world.Client.PostAsync(snapshots, new JsonObject { ["name"] = "v1" })).ExpectOk().Id;
        (await world.Client.PostAsync($"{snapshots}/{id}/hold", new JsonObject { ["reason"] = "audit" })).ExpectOk();
        var refused = await world.FinishAsync(await world.Client.PostAsync(
            $"/datasets/{world.DatasetId}/erase", new JsonObject { ["items"] = new JsonArray(item), ["reason"] = "x" }));
        Assert.Equal("failed", refused["status"]!.GetValue<string>());
        Assert.Contains("audit", refused["error"]!.GetValue<string>(), StringComparison.Ordinal);
        (await world.Client.GetAsync($"/items/{item}")).ExpectOk();
        await world.SucceedAsync(await world.Client.PostAsync(
            $"/datasets/{world.DatasetId}/erase",
            new JsonObject { ["items"] = new JsonArray(item), ["reason"] = "x", ["overrideHolds"] = true }));
        (await world.Client.GetAsync($"/items/{item}?at={id}")).Expect(HttpStatusCode.NotFound);
    }

    private static async Task<string> DigestAsync(DatasetWorld world, string snapshot) =>
        (await world.SucceedAsync(await world.Client.PostAsync($"/datasets/{world.DatasetId}/snapshots/{snapshot}/digest")))["spec"]!["digest"]!
            .GetValue<string>();

    private static async Task<ApiAnswer> EraseAsync(DatasetWorld world, string item, bool isDryRun) =>
        await world.SucceedAsync(await world.Client.PostAsync($"/datasets/{world.DatasetId}/erase", new JsonObject
        {
            ["items"] = new JsonArray(item), ["dryRun"] = isDryRun, ["reason"] = "a request",
        }));

    private async Task<bool> IsInBytesAsync(string text)
    {
        var needle = Encoding.UTF8.GetBytes(text);
        foreach (var file in Directory.EnumerateFiles(fixture.Server.DataDirectory, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) != "lock"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
            if (bytes.ToArray().AsSpan().IndexOf(needle) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
