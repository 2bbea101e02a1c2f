using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Drivers;

/// <summary>Datasets on a folder of the user's own.</summary>
public sealed class FolderDriverTests : IAsyncLifetime
{
    private readonly string root = Directory.CreateTempSubdirectory("venn-driver-test-").FullName;
    private TestServer server = null!;
    private DriverWorld world = null!;

    private string Folder => Path.Combine(root, "allowed", "data");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Folder);
        server = await TestServer.StartAsync(configure: o => o with { AllowedFolders = [Path.Combine(root, "allowed")] });
        world = await DriverWorld.CreateAsync(server);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task Sync_NewChangedAndVanishedFiles_BecomeOneCommitEach()
    {
        Write("a.txt", "one");
        Write("cam/b.txt", "two");
        Write("empty", "");
        var dataset = await world.DatasetOnAsync(await world.FolderDriverAsync(Folder));

        Assert.Equal("""{"added":3,"updated":0,"removed":0,"skipped":0}""", await world.SyncAsync(dataset));
        Assert.Equal("/a.txt /cam/b.txt /empty", await world.PathsAsync(dataset));
        var a = await world.IdAsync(dataset, "/a.txt");
        Assert.Equal("one", (await world.StreamAsync(a)).ExpectOk().Text);
        Assert.Equal("", (await world.StreamAsync(await world.IdAsync(dataset, "/empty"))).ExpectOk().Text);
        Assert.Equal("""{"added":0,"updated":0,"removed":0,"skipped":0}""", await world.SyncAsync(dataset));

        Write("a.txt", "one, longer");
        File.Delete(Path.Combine(Folder, "cam/b.txt"));
        Write("c.txt", "three");
        Assert.Equal("""{"added":1,"updated":1,"removed":1,"skipped":0}""", await world.SyncAsync(dataset));

        Assert.Equal("/a.txt /c.txt /empty", await world.PathsAsync(dataset));
        Assert.Equal(a, await world.IdAsync(dataset, "/a.txt"));
        Assert.Equal("one, longer", (await world.StreamAsync(a)).ExpectOk().Text);
        Assert.Equal(11, (await world.Client.GetAsync($"/items/{a}"))["metadata"]!["system"]!["size"]!.GetValue<int>());
    }

    [Fact]
    public async Task Item_OfAnObject_HasTheKeysOfAnyItemAndNoSecretOnes()
    {
        Write("a.txt", "one");
        var dataset = await world.DatasetOnAsync(await world.FolderDriverAsync(Folder));
        await world.SyncAsync(dataset);
        var uploaded = (await world.UploadAsync(dataset, "/own.txt", "own")).ExpectOk();

        var external = (await world.Client.GetAsync($"/items/{await world.IdAsync(dataset, "/a.txt")}")).ExpectOk();

        Assert.Equal(uploaded.Keys, external.Keys);
        Assert.DoesNotContain(Folder, external.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_Range_IsThatPart()
    {
        Write("a.txt", "0123456789");
        var dataset = await world.DatasetOnAsync(await world.FolderDriverAsync(Folder));
        await world.SyncAsync(dataset);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/items/{await world.IdAsync(dataset, "/a.txt")}/stream");
        request.Headers.Range = new(3, 5);

        using var answer = await world.Client.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal("bytes 3-5/10", answer.Content.Headers.ContentRange!.ToString());
        Assert.Equal("345", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Stream_ChangedOrGoneObject_IsRefusedAndSaysSo()
    {
        Write("a.txt", "one");
        Write("b.txt", "two");
        var dataset = await world.DatasetOnAsync(await world.FolderDriverAsync(Folder));
        await world.SyncAsync(dataset);
        var (a, b) = (await world.IdAsync(dataset, "/a.txt"), await world.IdAsync(dataset, "/b.txt"));
        Write("a.txt", "ONE");
        File.SetLastWriteTimeUtc(Path.Combine(Folder, "a.txt"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        File.Delete(Path.Combine(Folder, "b.txt"));

        var (changed, gone) = (await world.StreamAsync(a), await world.StreamAsync(b));

        Assert.Equal(HttpStatusCode.Conflict, changed.Status);
        Assert.Contains("has changed", changed.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, gone.Status);
        Assert.Contains("is gone", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Driver_FolderThatIsNotAllowed_Is400()
    {
        var outside = Directory.CreateDirectory(Path.Combine(root, "outside")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(root, "allowed", "link"), outside);
        string[] folders = [outside, Path.Combine(Folder, "../../outside"), Path.Combine(root, "allowed", "link"), root + "/allowedX", "data"];

        foreach (var folder in folders)
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await world.PostDriverAsync("localFolder", new JsonObject { ["path"] = folder })).Status);
        }
    }

    [Fact]
    public async Task SyncAndImport_LinksAndDots_NeverLeaveTheFolder()
    {
        var secret = Path.Combine(root, "secret.txt");
        await File.WriteAllTextAsync(secret, "secret", TestContext.Current.CancellationToken);
        Write("a.txt", "one");
        File.CreateSymbolicLink(Path.Combine(Folder, "link.txt"), secret);
        Directory.CreateSymbolicLink(Path.Combine(Folder, "up"), root);
        var dataset = await world.DatasetOnAsync(await world.FolderDriverAsync(Folder));

        await world.SyncAsync(dataset);

        Assert.Equal("/a.txt", await world.PathsAsync(dataset));
        foreach (var key in (string[])["link.txt", "up/secret.txt", "../../secret.txt", secret, "a.txt/../../../secret.txt"])
        {
            var answer = await world.Client.PostAsync($"/datasets/{dataset}/imports", new JsonArray(new JsonObject { ["storageId"] = key }));
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        }

        // A file that becomes a link after the sync.
        var a = await world.IdAsync(dataset, "/a.txt");
        File.Delete(Path.Combine(Folder, "a.txt"));
        File.CreateSymbolicLink(Path.Combine(Folder, "a.txt"), secret);
        Assert.Equal(HttpStatusCode.NotFound, (await world.StreamAsync(a)).Status);
    }

    [Fact]
    public async Task Import_NamedObjects_AreItemsAtTheirPaths()
    {
        Write("x/a.txt", "one");
        var dataset = await world.DatasetOnAsync(await world.FolderDriverAsync(Folder));

        var items = (await world.Client.PostAsync($"/datasets/{dataset}/imports", new JsonArray(
            new JsonObject { ["storageId"] = "x/a.txt", ["filename"] = "/renamed.txt" },
            new JsonObject { ["storageId"] = "x/a.txt", ["filename"] = null }))).ExpectOk().Json!.AsArray();

        Assert.Equal(["/renamed.txt", "/x/a.txt"], items.Select(i => i!["filename"]!.GetValue<string>()));
        Assert.Equal("one", (await world.StreamAsync(items[0]!["id"]!.GetValue<string>())).ExpectOk().Text);
    }

    [Fact]
    public async Task Upload_DriverThatForbidsWriting_IsKeptByVennAndSyncLeavesItAlone()
    {
        Write("a.txt", "theirs");
        var dataset = await world.DatasetOnAsync(await world.FolderDriverAsync(Folder));
        var own = (await world.UploadAsync(dataset, "/a.txt", "own")).ExpectOk().Id;

        Assert.Equal("""{"added":0,"updated":0,"removed":0,"skipped":1}""", await world.SyncAsync(dataset));

        Assert.Equal("own", (await world.StreamAsync(own)).ExpectOk().Text);
        Assert.Equal("theirs", await File.ReadAllTextAsync(Path.Combine(Folder, "a.txt"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Upload_DriverThatAllowsWriting_IsInBothAndKnownToSync()
    {
        var dataset = await world.DatasetOnAsync(await world.FolderDriverAsync(Folder, mayWrite: true));

        var id = (await world.UploadAsync(dataset, "/d/a.txt", "new")).ExpectOk().Id;

        Assert.Equal("new", await File.ReadAllTextAsync(Path.Combine(Folder, "d/a.txt"), TestContext.Current.CancellationToken));
        Assert.Equal("""{"added":0,"updated":0,"removed":0,"skipped":0}""", await world.SyncAsync(dataset));
        Write("d/a.txt", "changed there");
        Assert.Equal("""{"added":0,"updated":1,"removed":0,"skipped":0}""", await world.SyncAsync(dataset));
        Assert.Equal("changed there", (await world.StreamAsync(id)).ExpectOk().Text);
    }

    [Fact]
    public async Task Driver_UsedByADataset_IsNotDeleted()
    {
        var driver = await world.FolderDriverAsync(Folder);
        var dataset = await world.DatasetOnAsync(driver);

        Assert.Equal(HttpStatusCode.BadRequest, (await world.Client.DeleteAsync($"/drivers/{driver}")).Status);
        (await world.Client.DeleteAsync($"/datasets/{dataset}")).ExpectOk();
        (await world.Client.DeleteAsync($"/drivers/{driver}")).ExpectOk();
        Assert.Equal(HttpStatusCode.NotFound, (await world.Client.GetAsync($"/drivers/{driver}")).Status);
    }

    [Fact]
    public async Task Drivers_ListAndByProvider_AreOfTheProjectAlone()
    {
        var driver = await world.FolderDriverAsync(Folder);
        var other = await DriverWorld.CreateAsync(server);
        await other.FolderDriverAsync(Folder);

        var list = (await world.Client.GetAsync($"/drivers?projectId={world.ProjectId}")).ExpectOk();
        var byProvider = (await world.Client.GetAsync($"/drivers/{world.ProjectId}/drivers-by-provider")).ExpectOk();

        Assert.Equal(driver, Assert.Single(list.Json!.AsArray())!["id"]!.GetValue<string>());
        Assert.Equal(driver, Assert.Single(byProvider["localFolder"]!.AsArray())!["id"]!.GetValue<string>());
        var stranger = server.ClientOf("stranger@example.org");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/drivers/{driver}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.DeleteAsync($"/drivers/{driver}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/drivers?projectId={world.ProjectId}")).Status);
        Assert.Empty((await stranger.GetAsync("/drivers")).ExpectOk().Json!.AsArray());
    }

    [Fact]
    public async Task CloneAndMerge_KeepReferringToTheObjects_AndDifferentDriversAreRefused()
    {
        Write("a.txt", "one");
        var driver = await world.FolderDriverAsync(Folder);
        var dataset = await world.DatasetOnAsync(driver);
        await world.SyncAsync(dataset);
        var plain = await world.DatasetOnAsync(null);
        var a = await world.IdAsync(dataset, "/a.txt");

        var clone = await CloneAsync(dataset);

        Assert.Equal("one", (await world.StreamAsync(await world.IdAsync(clone, "/a.txt"))).ExpectOk().Text);
        Assert.Equal(driver, (await world.Client.GetAsync($"/datasets/{clone}"))["driver"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.BadRequest, (await MergeAsync(dataset, plain)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await world.Client.PostAsync(
            $"/items/{a}/clone", new JsonObject { ["targetDatasetId"] = plain })).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await world.Client.PostAsync($"/datasets/{dataset}/clone", new JsonObject
        {
            ["cloneDatasetParams"] = new JsonObject { ["targetDatasetId"] = plain },
        })).Status);
        var merged = (await world.FinishAsync(await MergeAsync(dataset, clone)))["spec"]!["mergeDatasetsConfiguration"]!["newDatasetId"]!.GetValue<string>();
        Assert.Equal("one", (await world.StreamAsync(await world.IdAsync(merged, "/a.txt"))).ExpectOk().Text);
    }

    [Fact]
    public async Task Sync_DatasetWithoutDriver_Is400() => Assert.Equal(
        HttpStatusCode.BadRequest, (await world.Client.PostAsync($"/datasets/{await world.DatasetOnAsync(null)}/sync")).Status);

    [Fact]
    public async Task Dataset_OnADriverOfAnotherProject_Is400()
    {
        var other = await DriverWorld.CreateAsync(server);
        var driver = await other.FolderDriverAsync(Folder);

        var answer = await world.Client.PostAsync("/datasets", new JsonObject
        {
            ["name"] = "stolen", ["projects"] = new JsonArray(world.ProjectId), ["driver"] = driver,
        });

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    private void Write(string path, string text)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private async Task<string> CloneAsync(string dataset) => (await world.FinishAsync(await world.Client.PostAsync(
        $"/datasets/{dataset}/clone", new JsonObject
        {
            ["name"] = ServerFixture.NewName("clone"),
            ["cloneDatasetParams"] = new JsonObject { ["withMetadata"] = false, ["withItemsAnnotations"] = false },
        })))["spec"]!["returnedModelId"]!.GetValue<string>();

    private Task<ApiAnswer> MergeAsync(params string[] datasets) => world.Client.PostAsync("/datasets/merge", new JsonObject
    {
        ["name"] = ServerFixture.NewName("merged"),
        ["datasetsIds"] = new JsonArray([.. datasets.Select(d => JsonValue.Create(d))]),
        ["projectIds"] = new JsonArray(world.ProjectId),
    });
}
