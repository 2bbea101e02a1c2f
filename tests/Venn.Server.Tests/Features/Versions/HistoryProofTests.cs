using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Venn.Server.Features.Versions;
using Venn.Server.Hosting;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Versions;

public sealed class HistoryProofTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Archive_OutAndIn_HasTheSameDigestAndAHistoryOfItsOwn()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/d/a.txt", "bytes", """{"user": {"k": 1}}""");
        await world.AnnotateAsync(item, "x", "y");

        var bytes = await DownloadAsync(world, world.DatasetId);
        var done = await world.SucceedAsync(await UploadAsync(world, "again", bytes));
        var made = done["spec"]!["datasetId"]!.GetValue<string>();

        Assert.Equal("/d/a.txt", await world.ValuesAsync("""{"type": "file"}""", dataset: made));
        Assert.Equal(await DigestAsync(world, world.DatasetId), await DigestAsync(world, made));
        Assert.Equal("import", (await world.LogAsync(made))[0]!["operation"]!.GetValue<string>());
        var recipes = (await world.GetDatasetAsync(made))["metadata"]!["system"]!["recipes"]!.AsArray();
        (await world.Client.GetAsync($"/recipes/{Assert.Single(recipes)}")).ExpectOk();
    }

    [Fact]
    public async Task Archive_CutShortOrTaken_IsRefusedAndLeavesNothing()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/a.txt");
        var bytes = await DownloadAsync(world, world.DatasetId);

        var cut = await world.FinishAsync(await UploadAsync(world, "cut", bytes[..(bytes.Length / 2)]));
        var none = await world.FinishAsync(await UploadAsync(world, "none", []));

        Assert.Equal("failed", cut["status"]!.GetValue<string>());
        Assert.Equal("failed", none["status"]!.GetValue<string>());
        (await UploadAsync(world, "data", bytes)).Expect(HttpStatusCode.BadRequest);
        (await UploadAsync(world, "", bytes)).Expect(HttpStatusCode.BadRequest);
        (await world.Client.GetAsync($"/datasets/{world.DatasetId}/archive?binaries=some")).Expect(HttpStatusCode.BadRequest);
        (await world.Client.GetAsync($"/datasets/{world.DatasetId}/archive?ref=x")).Expect(HttpStatusCode.BadRequest);
        var all = await world.Client.PostTextAsync(
            "/datasets/query", $$"""{"context": {"projects": ["{{world.ProjectId}}"]} }""");
        Assert.Equal(1, all["totalItemsCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task Verify_AGoodDataset_FindsNothingAndTellsTheDigest()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AnnotateAsync(await world.AddFileAsync("/a.txt"), "x");

        var whole = await world.SucceedAsync(await world.Client.PostAsync($"/datasets/{world.DatasetId}/verify"));
        var past = await world.SucceedAsync(await world.Client.PostAsync(
            $"/datasets/{world.DatasetId}/verify", new JsonObject { ["ref"] = await world.HeadAsync(), ["binaries"] = false }));

        var report = whole["spec"]!["report"]!;
        Assert.Equal(0, report["problemsCount"]!.GetValue<int>());
        Assert.True(report["commitsCount"]!.GetValue<int>() >= 3, report.ToJsonString());
        Assert.Equal(1, report["binariesCount"]!.GetValue<int>());
        Assert.Equal(report["digest"]!.GetValue<string>(), past["spec"]!["report"]!["digest"]!.GetValue<string>());
    }

    /// <summary>Recorded by a Venn whose digests had another format: it says nothing of damage, and is computed again.</summary>
    [Theory]
    [InlineData("""{"digest": "sha256:00"}""", true)]
    [InlineData("""{"digest": "sha256:00", "format": 2}""", true)]
    [InlineData("""{"digest": "sha256:00", "format": "3"}""", true)]
    [InlineData("""{"digest": "sha256:00", "format": 3}""", false)]
    public async Task SnapshotDigest_OfAnotherFormat_IsNone(string recorded, bool isNone)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/a.txt");
        var snapshot = (await world.Client.PostAsync(
            $"/datasets/{world.DatasetId}/snapshots", new JsonObject { ["name"] = "s" })).ExpectOk().Id;
        var path = $"/datasets/{world.DatasetId}/snapshots/{snapshot}/digest";
        var digest = (await world.SucceedAsync(await world.Client.PostAsync(path)))["spec"]!["digest"]!.GetValue<string>();
        var documents = fixture.Server.Services.GetRequiredService<Documents>();
        await documents.CommitAsync(documents.Begin().Replace(
            new Document(SnapshotDigests.Kind, snapshot, "", null, JsonNode.Parse(recorded)!.AsObject())));

        var verified = await world.SucceedAsync(await world.Client.PostAsync(
            $"/datasets/{world.DatasetId}/verify", new JsonObject { ["ref"] = snapshot }));
        var again = (await world.SucceedAsync(await world.Client.PostAsync(path)))["spec"]!["digest"]!.GetValue<string>();

        Assert.Equal(isNone ? 0 : 1, verified["spec"]!["report"]!["problemsCount"]!.GetValue<int>());
        Assert.Equal(isNone ? digest : "sha256:00", again);
    }

    [Fact]
    public async Task Verify_ADamagedBinary_IsNamed()
    {
        await using var server = await TestServer.StartAsync();
        var client = server.ClientOf();
        var project = await client.CreateProjectAsync("p");
        var world = await OwnWorld.CreateAsync(client, project);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("the content"u8));
        var file = Directory.EnumerateFiles(Path.Combine(server.DataDirectory, "blobs"), "*", SearchOption.AllDirectories)
            .Single(f => f.Contains(hash, StringComparison.Ordinal));
        File.SetAttributes(file, FileAttributes.Normal);
        await File.WriteAllTextAsync(file, "another one", TestContext.Current.CancellationToken);

        var command = await client.PostAsync("/verify");
        for (var tries = 0; tries < 400 && command["status"]!.GetValue<string>() == "in-progress"; tries++)
        {
            await Task.Delay(25, TestContext.Current.CancellationToken);
            command = (await client.GetAsync($"/commands/{command.Id}")).ExpectOk();
        }

        var report = command["spec"]!["report"]!;
        Assert.Equal(1, report["problemsCount"]!.GetValue<int>());
        Assert.Contains(hash, report["problems"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotEmpty(world);
    }

    [Fact]
    public async Task Verify_TheStore_IsForItsOwner()
    {
        var email = ServerFixture.NewEmail("member");
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.Client.PostAsync($"/projects/{world.ProjectId}/users/{email}", new JsonObject { ["role"] = "engineer" });

        Assert.NotEqual(HttpStatusCode.OK, (await fixture.Server.ClientOf(email).PostAsync("/verify")).Status);
    }

    [Fact]
    public async Task Freeze_Writes_AreRefusedWithTheReasonUntilItEnds()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        var annotation = (await world.AnnotateAsync(item, "x"))[0]!["id"]!.GetValue<string>();
        var head = await world.HeadAsync();
        (await FreezeAsync(world, "audit 2026")).ExpectOk();

        ApiAnswer[] refused =
        [
            await world.UploadAsync("/b.txt", "b"u8.ToArray()),
            await world.Client.PatchAsync($"/items/{item}", new JsonObject { ["filename"] = "/c.txt" }),
            await world.Client.DeleteAsync($"/items/{item}"),
            await world.Client.PostAsync($"/items/{item}/annotations", new JsonArray(DatasetWorld.Box("y"))),
            await world.Client.DeleteAsync($"/annotations/{annotation}"),
            await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/query", """{"filter": {}, "delete": true}"""),
            await world.Client.PostAsync($"/datasets/{world.DatasetId}/rollback", new JsonObject { ["ref"] = head }),
            await world.Client.PostAsync($"/datasets/{world.DatasetId}/commits/{head}/revert"),
            await world.Client.PostAsync($"/datasets/{world.DatasetId}/merge", HistoryWorld.From(world.DatasetId)),
            await world.Client.PatchAsync($"/datasets/{world.DatasetId}", new JsonObject { ["name"] = "renamed" }),
            await world.Client.DeleteAsync($"/datasets/{world.DatasetId}"),
            await FreezeAsync(world, "again"),
        ];

        Assert.All(refused, answer => Assert.Equal((HttpStatusCode)423, answer.Status));
        Assert.All(refused, answer => Assert.Contains("audit 2026", answer.Message, StringComparison.Ordinal));
        Assert.Equal(head, await world.HeadAsync());
        Assert.True((await world.GetDatasetAsync())["readonly"]!.GetValue<bool>());
        await world.CloneAsync("from it");
        await world.SucceedAsync(await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/export", """{"exportType": "json"}"""));
        Assert.Equal(head, await world.HeadAsync());
        (await world.Client.PostAsync($"/datasets/{world.DatasetId}/unfreeze")).ExpectOk();
        await world.AddFileAsync("/b.txt");
        var state = (await world.Client.GetAsync($"/datasets/{world.DatasetId}/freeze")).ExpectOk();
        Assert.False(state["frozen"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Freeze_WithoutAReason_Is400()
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        (await FreezeAsync(world, "")).Expect(HttpStatusCode.BadRequest);
        (await FreezeAsync(world, " ")).Expect(HttpStatusCode.BadRequest);
    }

    private static Task<ApiAnswer> FreezeAsync(DatasetWorld world, string reason) =>
        world.Client.PostAsync($"/datasets/{world.DatasetId}/freeze", new JsonObject { ["reason"] = reason });

    private static Task<byte[]> DownloadAsync(DatasetWorld world, string dataset) =>
        world.Client.Http.GetByteArrayAsync($"/api/v1/datasets/{dataset}/archive", TestContext.Current.CancellationToken);

    private static Task<ApiAnswer> UploadAsync(DatasetWorld world, string name, byte[] bytes) => world.Client.SendAsync(
        HttpMethod.Post, $"/projects/{world.ProjectId}/archives?name={Uri.EscapeDataString(name)}", new ByteArrayContent(bytes));

    private static async Task<string> DigestAsync(DatasetWorld world, string dataset) => (await world.SucceedAsync(
        await world.Client.PostAsync($"/datasets/{dataset}/verify")))["spec"]!["report"]!["digest"]!.GetValue<string>();

    private static class OwnWorld
    {
        public static async Task<string> CreateAsync(ApiClient client, string project)
        {
            var dataset = (await client.PostAsync("/datasets", new JsonObject
            {
                ["name"] = "d", ["projects"] = new JsonArray(project),
            })).ExpectOk().Id;
            var form = new MultipartFormDataContent { { new StringContent("file"), "type" }, { new StringContent("/a.txt"), "path" } };
            form.Add(new ByteArrayContent("the content"u8.ToArray()), "file", "a.txt");
            (await client.SendAsync(HttpMethod.Post, $"/datasets/{dataset}/items", form)).ExpectOk();
            return dataset;
        }
    }
}
