using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Hostile;

/// <summary>
/// Clients that send a byte now and then, that do not read what they asked for, that go in the middle: the connection ends,
/// nothing half is stored, what was held is given back, and others are served meanwhile.
/// </summary>
public sealed class HostilePaceTests(PaceFixture fixture) : IClassFixture<PaceFixture>
{
    private const int Many = 40;
    private const string Multipart = "Content-Type: multipart/form-data; boundary=b";
    private const string Json = "Content-Type: application/json";
    private const string Chunked = "Transfer-Encoding: chunked";

    /// <summary>More of a file than is kept in memory.</summary>
    private static readonly string HalfUpload =
        "--b\r\nContent-Disposition: form-data; name=\"path\"\r\n\r\n/half.bin\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"half.bin\"\r\n\r\n"
        + new string('0', 1 << 20);

    /// <summary>Requests with a body, its type, and how the body begins.</summary>
    public static TheoryData<string, string, string> Bodies => new()
    {
        { "/datasets/{dataset}/items?mode=overwrite", Multipart, "{half upload}" },
        { "/datasets/{dataset}/items", Multipart, "--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{\"user\": {\"k\": \"" },
        { "/items/{item}/annotations", Json, """[{"type": "class", "label": "half"}, {"type": "class", "label": """ },
        { "/datasets/{dataset}/query", Json, """{"resource": "items", "filter": {}, "update": {"metadata": {"user": {"half": """ },
        { "/projects/{project}/archives?name=half", "Content-Type: application/zip", "PK\u0003\u0004" },
        { "/items/{item}/revisions", Multipart, "{half upload}" },
    };

    /// <summary>Answers that are long: of a file, of everything, and of what is made while it is sent.</summary>
    public static TheoryData<string> Answers =>
        ["/items/{large}/stream", "/datasets/{dataset}/archive", "/datasets/{dataset}/slices/all/manifest", "/datasets/{dataset}/query"];

    /// <summary>What the real server's patience is: it has one, with bodies, headers and answers alike.</summary>
    [Fact]
    public async Task Limits_OfTheServer_AreSet()
    {
        await using var server = await TestServer.StartAsync();

        var limits = server.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

        Assert.InRange(limits.MinRequestBodyDataRate!.GracePeriod, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.InRange(limits.MinRequestBodyDataRate.BytesPerSecond, 50, 10_000);
        Assert.InRange(limits.MinResponseDataRate!.GracePeriod, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.InRange(limits.MinResponseDataRate.BytesPerSecond, 50, 10_000);
        Assert.InRange(limits.RequestHeadersTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.InRange(limits.KeepAliveTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
    }

    /// <summary>All at once, for each takes as long as the server is patient.</summary>
    [Fact]
    public Task Body_ThatTrickles_EndsIn4xxOrAClosedConnection_AndStoresNothing() =>
        Task.WhenAll(Bodies.Select(row => TrickleAsync(row.Data.Item1, row.Data.Item2, row.Data.Item3)));

    private async Task TrickleAsync(string path, string type, string begin)
    {
        var (world, item) = await FilledAsync();
        var before = await ReadStateAsync(world, item);
        await using var client = await RawClient.BeginAsync(fixture.Server, world, "POST", Fill(path, world, item), Chunked, type);
        await client.SendChunkAsync(begin.Replace("{half upload}", HalfUpload, StringComparison.Ordinal));

        var answer = await client.TrickleAsync();

        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), answer);
        await ExpectNothingLeftAsync(world, item, before);
    }

    /// <summary>The end of the connection in the middle of a body, with a farewell or without.</summary>
    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_ThatIsCut_StoresNothingAndIsNoErrorOfTheServers(string path, string type, string begin)
    {
        var (world, item) = await FilledAsync();
        var before = await ReadStateAsync(world, item);
        var errors = fixture.Errors.Count;
        foreach (var hard in new[] { false, true })
        {
            for (var i = 0; i < 10; i++)
            {
                await using var client = await RawClient.BeginAsync(fixture.Server, world, "POST", Fill(path, world, item), Chunked, type);
                await client.SendChunkAsync(begin.Replace("{half upload}", HalfUpload, StringComparison.Ordinal));
                await Task.Delay(i, TestContext.Current.CancellationToken);
                if (hard)
                {
                    client.Reset();
                }
            }
        }

        await ExpectNothingLeftAsync(world, item, before);
        Assert.Empty(fixture.Errors.Skip(errors));
    }

    /// <summary>A request that was sent whole, by a client that does not wait for the answer, was done whole or not at all.</summary>
    [Fact]
    public async Task Request_WhoseSenderIsGone_IsDoneWhollyOrNotAtAll()
    {
        var (world, item) = await FilledAsync();
        var body = "[" + string.Join(',', Enumerable.Repeat("""{"type": "class", "label": "whole"}""", 500)) + "]";
        for (var i = 0; i < 20; i++)
        {
            await using var client = await RawClient.BeginAsync(
                fixture.Server, world, "POST", $"/items/{item}/annotations", Json, $"Content-Length: {body.Length}");
            await client.SendAsync(body);
            await Task.Delay(i, TestContext.Current.CancellationToken);
            client.Reset();
        }

        await WaitUntilAsync(async () => await CountAsync() is var first && await CountAsync() == first);
        Assert.Equal(0, await CountAsync() % 500);

        async Task<int> CountAsync() => (await world.QueryAsync("""{"label": "whole"}""", resource: "annotations", more: """, "pageSize": 0"""))
            ["totalItemsCount"]!.GetValue<int>();
    }

    /// <summary>Many answers that nobody reads: their connections end, their memory is bounded, and others read and write meanwhile.</summary>
    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Answer_ThatIsNotRead_HoldsUpNobodyAndEnds(string path)
    {
        var (world, item) = await FilledAsync();
        var large = (await world.UploadAsync("/large.bin", new byte[24 << 20])).ExpectOk().Id;
        (await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/slices", """{"name": "all"}""")).ExpectOk();
        for (var i = 0; i < 300; i++)
        {
            await world.AddFileAsync($"/{i}.txt", "x", $$"""{"user": {"long": "{{new string('a', 2000)}}"} }""");
        }

        var files = OpenFiles();
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        var clients = new List<RawClient>();
        var isQuery = path.EndsWith("/query", StringComparison.Ordinal);
        for (var i = 0; i < Many; i++)
        {
            var body = """{"filter": {}, "pageSize": 1000}""";
            clients.Add(await RawClient.BeginAsync(
                fixture.Server, world, isQuery ? "POST" : "GET", Fill(path, world, item).Replace("{large}", large, StringComparison.Ordinal),
                isQuery ? [Json, $"Content-Length: {body.Length}"] : []));
            await clients[^1].SendAsync(isQuery ? body : "");
        }

        var written = await world.AddFileAsync("/meanwhile.txt", "written");
        Assert.Equal("written", (await world.Client.GetAsync($"/items/{written}/stream")).ExpectOk().Text);
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - memory < 200L << 20);
        (await world.Client.DeleteAsync($"/items/{large}")).ExpectOk();

        // The server's end of each is closed, while nothing was read. Of the long answers the most was never sent when it gave them up.
        await WaitUntilAsync(() => Task.FromResult(OpenFiles() < files + Many + 20));
        var isLong = path.EndsWith("/stream", StringComparison.Ordinal) || path.EndsWith("/archive", StringComparison.Ordinal);
        await WaitUntilAsync(() => Task.FromResult(!isLong || clients.TrueForAll(client => client.WasReset)));
        foreach (var client in clients)
        {
            var got = await client.CountToEndAsync();
            Assert.True(!isLong || got < 24 << 20, $"{got} bytes came");
            await client.DisposeAsync();
        }

        await WaitUntilAsync(() => Task.FromResult(OpenFiles() < files + 20));
        await ExpectHoldsFreedAsync();
    }

    /// <summary>Connections that say nothing, or never end their headers.</summary>
    [Fact]
    public async Task Headers_ThatDoNotEnd_EndTheConnection()
    {
        var (world, _) = await FilledAsync();
        var clients = Enumerable.Range(0, Many).Select(_ => RawClient.Connect(fixture.Server)).ToList();
        foreach (var client in clients)
        {
            await client.SendAsync("GET /health HTTP/1.1\r\nHost: x\r\nX-");
        }

        (await world.Client.GetAsync("~/health")).ExpectOk();
        foreach (var client in clients)
        {
            var answer = await client.ReadToEndAsync();
            Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), answer);
            await client.DisposeAsync();
        }
    }

    /// <summary>Uploads that trickle, many at once: others upload into the same dataset meanwhile.</summary>
    [Fact]
    public async Task Uploads_ThatTrickle_HoldUpNoOtherUpload()
    {
        var (world, item) = await FilledAsync();
        var clients = new List<RawClient>();
        for (var i = 0; i < Many; i++)
        {
            clients.Add(await RawClient.BeginAsync(fixture.Server, world, "POST", $"/datasets/{world.DatasetId}/items?mode=overwrite", Chunked, Multipart));
            await clients[^1].SendChunkAsync(HalfUpload);
        }

        await world.AddFileAsync("/half.bin", "whole");
        await world.AnnotateAsync(item, "meanwhile");

        Assert.All(await Task.WhenAll(clients.Select(client => client.TrickleAsync())), answer => Assert.True(
            answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), answer));
        Assert.Equal("/half.bin /kept.txt", await world.ValuesAsync("""{"type": "file"}""", more: """, "sort": {"name": "ascending"}"""));
        await ExpectHoldsFreedAsync();
    }

    private async Task<(DatasetWorld World, string Item)> FilledAsync()
    {
        var world = await DatasetWorld.CreateAsync(fixture.Server);
        return (world, await world.AddFileAsync("/kept.txt", "kept", """{"user": {"k": 1}}"""));
    }

    private static string Fill(string path, DatasetWorld world, string item) => path.Replace("{dataset}", world.DatasetId, StringComparison.Ordinal)
        .Replace("{item}", item, StringComparison.Ordinal).Replace("{project}", world.ProjectId, StringComparison.Ordinal);

    private static async Task<string> ReadStateAsync(DatasetWorld world, string item) => string.Join(
        '\n', (await world.QueryAsync("{}")).Text, (await world.Client.GetAsync($"/items/{item}")).Text,
        (await world.Client.GetAsync($"/items/{item}/annotations")).Text, (await world.Client.GetAsync($"/datasets/{world.DatasetId}/commits")).Text,
        (await world.Client.PostTextAsync("/datasets/query", $$"""{"context": {"projects": ["{{world.ProjectId}}"]} }""")).Text);

    private async Task ExpectNothingLeftAsync(DatasetWorld world, string item, string before)
    {
        await ExpectHoldsFreedAsync();
        Assert.Equal(before, await ReadStateAsync(world, item));
        Assert.Equal("kept", (await world.Client.GetAsync($"/items/{item}/stream")).ExpectOk().Text);
    }

    /// <summary>A binary that nothing refers to can be removed only when no upload holds what was put since it began; and nothing half lies about.</summary>
    private async Task ExpectHoldsFreedAsync()
    {
        var store = fixture.Server.Services.GetRequiredService<VersionStore>();
        await WaitUntilAsync(async () =>
        {
            var blob = await store.Blobs.PutAsync(Guid.NewGuid().ToByteArray(), CancellationToken.None);
            return store.Blobs.TryDelete(blob.Hash, TimeSpan.Zero);
        });
        await WaitUntilAsync(() => Task.FromResult(!Directory.EnumerateFiles(
            Path.Combine(fixture.Server.DataDirectory, "blobs"), "*", SearchOption.AllDirectories).Any(file => Path.GetFileName(file).Length != 64)));
    }

    private static int OpenFiles() => Directory.Exists("/proc/self/fd") ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0;

    private static async Task WaitUntilAsync(Func<Task<bool>> holds)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        Assert.Fail("It did not come to hold.");
    }
}
