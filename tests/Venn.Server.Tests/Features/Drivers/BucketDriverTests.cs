using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Drivers;

/// <summary>Datasets on a bucket, over signed HTTP.</summary>
public sealed class BucketDriverTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Sync_Bucket_FollowsItsObjects()
    {
        await using var bucket = await BucketServer.StartAsync();
        var world = await DriverWorld.CreateAsync(fixture.Server);
        foreach (var key in (string[])["set/a.txt", "set/b c.txt", "set/d/e.txt", "set/folder/", "other/x.txt"])
        {
            bucket.Put(key, $"bytes of {key}");
        }

        var dataset = await world.DatasetOnAsync((await PostAsync(world, bucket, path: "set")).ExpectOk().Id);

        Assert.Equal("""{"added":3,"updated":0,"removed":0,"skipped":1}""", await world.SyncAsync(dataset));
        Assert.Equal("/a.txt /b c.txt /d/e.txt", await world.PathsAsync(dataset));
        var a = await world.IdAsync(dataset, "/a.txt");
        Assert.Equal("bytes of set/b c.txt", (await world.StreamAsync(await world.IdAsync(dataset, "/b c.txt"))).ExpectOk().Text);

        bucket.Put("set/a.txt", "newer");
        Assert.Equal(HttpStatusCode.Conflict, (await world.StreamAsync(a)).Status);
        bucket.Delete("set/d/e.txt");
        Assert.Equal("""{"added":0,"updated":1,"removed":1,"skipped":1}""", await world.SyncAsync(dataset));
        Assert.Equal("newer", (await world.StreamAsync(a)).ExpectOk().Text);
        bucket.Delete("set/a.txt");
        Assert.Equal(HttpStatusCode.NotFound, (await world.StreamAsync(a)).Status);
        Assert.DoesNotContain(bucket.Requests, request => request.StartsWith("PUT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stream_Range_AsksTheBucketForThatPart()
    {
        await using var bucket = await BucketServer.StartAsync();
        var world = await DriverWorld.CreateAsync(fixture.Server);
        bucket.Put("a.txt", "0123456789");
        var dataset = await world.DatasetOnAsync((await PostAsync(world, bucket)).ExpectOk().Id);
        await world.SyncAsync(dataset);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/items/{await world.IdAsync(dataset, "/a.txt")}/stream");
        request.Headers.Range = new(7, null);

        using var answer = await world.Client.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal("789", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Driver_Answer_IsFlatAndHasNoSecret()
    {
        await using var bucket = await BucketServer.StartAsync();
        var world = await DriverWorld.CreateAsync(fixture.Server);

        var driver = (await PostAsync(world, bucket, path: "set")).ExpectOk();

        Assert.Equal(
            "allowExternalDelete allowExternalModification bucketName createdAt creator endpoint id integrationId integrationType metadata name path region type",
            driver.Keys);
        Assert.DoesNotContain(BucketServer.Secret, driver.Text, StringComparison.Ordinal);
        var files = Directory.EnumerateFiles(fixture.Server.DataDirectory, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "lock");
        Assert.DoesNotContain(files, file => ReadShared(file).AsSpan().IndexOf("a-secret-that-nobody-may-see"u8) >= 0);
    }

    [Fact]
    public async Task Sync_WrongSecret_FailsAndNamesTheBucket()
    {
        await using var bucket = await BucketServer.StartAsync();
        var world = await DriverWorld.CreateAsync(fixture.Server);
        var dataset = await world.DatasetOnAsync((await PostAsync(world, bucket, secret: "wrong")).ExpectOk().Id);

        var end = await world.FinishAsync(await world.Client.PostAsync($"/datasets/{dataset}/sync"));

        Assert.Equal("failed", end["status"]!.GetValue<string>());
        Assert.Contains("photos", end["error"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", end.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sync_WhileOneRuns_Is423()
    {
        await using var bucket = await BucketServer.StartAsync();
        var world = await DriverWorld.CreateAsync(fixture.Server);
        var dataset = await world.DatasetOnAsync((await PostAsync(world, bucket)).ExpectOk().Id);
        var gate = new TaskCompletionSource();
        bucket.Gate = gate.Task;
        var first = (await world.Client.PostAsync($"/datasets/{dataset}/sync")).ExpectOk();

        var second = await world.Client.PostAsync($"/datasets/{dataset}/sync");
        var during = (await world.Client.GetAsync($"/datasets/{dataset}")).ExpectOk();
        gate.SetResult();

        Assert.Equal((HttpStatusCode)423, second.Status);
        Assert.Contains("as it is already being synced.", second.Message, StringComparison.Ordinal);
        Assert.Equal("success", (await world.FinishAsync(first))["status"]!.GetValue<string>());
        Assert.True(during["isSyncing"]!.GetValue<bool>());
        Assert.False((await world.Client.GetAsync($"/datasets/{dataset}")).ExpectOk()["isSyncing"]!.GetValue<bool>());
        await world.SyncAsync(dataset);
    }

    [Fact]
    public async Task Upload_DriverThatAllowsWriting_PutsTheObject()
    {
        await using var bucket = await BucketServer.StartAsync();
        var world = await DriverWorld.CreateAsync(fixture.Server);
        var dataset = await world.DatasetOnAsync((await PostAsync(world, bucket, path: "set", mayWrite: true)).ExpectOk().Id);

        (await world.UploadAsync(dataset, "/n/new.txt", "written")).ExpectOk();

        Assert.Equal("written", bucket.Read("set/n/new.txt"));
        Assert.Equal("""{"added":0,"updated":0,"removed":0,"skipped":0}""", await world.SyncAsync(dataset));
    }

    [Fact]
    public async Task Import_StorageIdWithBucket_IsThatObject()
    {
        await using var bucket = await BucketServer.StartAsync();
        var world = await DriverWorld.CreateAsync(fixture.Server);
        bucket.Put("folder/x.txt", "here");
        var dataset = await world.DatasetOnAsync((await PostAsync(world, bucket)).ExpectOk().Id);

        var items = (await world.Client.PostAsync(
            $"/datasets/{dataset}/imports", new JsonArray(new JsonObject { ["filename"] = "/x.txt", ["storageId"] = "photos:folder/x.txt" }))).ExpectOk();

        Assert.Equal("here", (await world.StreamAsync(items.Json![0]!["id"]!.GetValue<string>())).ExpectOk().Text);
    }

    [Theory]
    [InlineData("gcs", """{"bucketName": "b"}""")]
    [InlineData("s3", "{}")]
    [InlineData("s3", """{"bucketName": "b", "endpoint": "file:///etc/passwd"}""")]
    [InlineData("s3", """{"bucketName": 5}""")]
    public async Task Driver_WrongTypeOrPayload_Is400(string type, string payload)
    {
        var world = await DriverWorld.CreateAsync(fixture.Server);

        Assert.Equal(HttpStatusCode.BadRequest, (await world.PostDriverAsync(type, JsonNode.Parse(payload)!.AsObject())).Status);
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static async Task<ApiAnswer> PostAsync(
        DriverWorld world, BucketServer bucket, string? path = null, bool mayWrite = false, string secret = BucketServer.Secret)
    {
        var org = (await world.Client.GetAsync("/orgs")).ExpectOk().Json![0]!["id"]!.GetValue<string>();
        var integration = (await world.Client.PostAsync($"/orgs/{org}/integrations", new JsonObject
        {
            ["type"] = "s3",
            ["name"] = ServerFixture.NewName("key"),
            ["options"] = new JsonObject { ["key"] = BucketServer.Key, ["secret"] = secret },
        })).ExpectOk();
        var payload = new JsonObject { ["bucketName"] = BucketServer.Bucket, ["region"] = "us-east-1", ["endpoint"] = bucket.Url };
        if (path is not null)
        {
            payload["path"] = path;
        }

        return await world.PostDriverAsync("s3", payload, integration.Id, mayWrite);
    }
}
