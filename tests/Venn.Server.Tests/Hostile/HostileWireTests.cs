using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;
using Venn.Server.Tests.Routes;

namespace Venn.Server.Tests.Hostile;

/// <summary>Multipart that lies, lengths that lie, clients that go away: refused or forgotten, nothing stored, the server goes on.</summary>
public sealed class HostileWireTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string File = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";

    public static TheoryData<string, string> Multiparts => new()
    {
        { "no part", "--b--\r\n" },
        { "nothing", "" },
        { "another boundary", "--c\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n--c--\r\n" },
        { "two files", $"{File}x\r\n{File}y\r\n--b--\r\n" },
        { "cut in the header", "--b\r\nContent-Dispo" },
        { "cut in the file", $"{File}0123456789" },
        { "endless header", "--b\r\nContent-Disposition: form-data; name=\"" + new string('a', 1 << 20) },
        { "many headers", "--b\r\n" + string.Concat(Enumerable.Repeat("X-Y: z\r\n", 10_000)) + "\r\nx\r\n--b--\r\n" },
        { "many parts", string.Concat(Enumerable.Repeat("--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\ny\r\n", 5_000)) + "--b--\r\n" },
        { "no name", "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n" },
        { "metadata that is no object", $"--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n5\r\n{File}x\r\n--b--\r\n" },
        { "a path that climbs", $"--b\r\nContent-Disposition: form-data; name=\"path\"\r\n\r\n/../../x\r\n{File}x\r\n--b--\r\n" },
        { "a file name that climbs", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"..%2F..%2Fetc%2Fpasswd\"\r\n\r\nx\r\n--b--\r\n" },
        { "a path of 20 MB", "--b\r\nContent-Disposition: form-data; name=\"path\"\r\n\r\n/" + new string('a', 20 << 20) + $"\r\n{File}x\r\n--b--\r\n" },
    };

    [Theory]
    [MemberData(nameof(Multiparts))]
    public async Task Upload_MultipartThatLies_Is4xxAndStoresNothing(string what, string body)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var content = new ByteArrayContent(Encoding.ASCII.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");

        var answer = await world.Client.SendAsync(HttpMethod.Post, $"/datasets/{world.DatasetId}/items", content);

        Assert.True((int)answer.Status is >= 400 and < 500, $"{what}: {(int)answer.Status} {answer.Text}");
        Assert.Equal("", await world.ValuesAsync("{}"));
    }

    [Theory]
    [InlineData("Content-Length: 1000000", "a body that ends before its length")]
    [InlineData("Content-Length: -5", "a length below nothing")]
    [InlineData("Content-Length: x", "a length that is no number")]
    [InlineData("Transfer-Encoding: chunked", "chunks that are none")]
    public async Task Upload_LengthThatLies_IsRefusedOrForgotten(string header, string what)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var uri = new Uri(fixture.Server.Root);
        using (var client = new TcpClient(uri.Host, uri.Port))
        {
            var head = $"POST /api/v1/datasets/{world.DatasetId}/items HTTP/1.1\r\nHost: x\r\n{header}\r\n"
                + $"Authorization: {world.Client.Http.DefaultRequestHeaders.Authorization}\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n{File}x\r\n--b--\r\n";
            await using var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
            client.Client.Shutdown(SocketShutdown.Send);
            var status = await ReadStatusAsync(stream);
            Assert.True(status is null || status.Contains(" 4", StringComparison.Ordinal), $"{what}: {status}");
        }

        Assert.Equal("", await world.ValuesAsync("{}"));
    }

    /// <summary>Null when the connection ended first: the listener may reset it, with the answer on its way.</summary>
    private static async Task<string?> ReadStatusAsync(Stream stream)
    {
        try
        {
            using var reader = new StreamReader(stream, Encoding.Latin1);
            return await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>A client that reads a little of a download, an export or an archive, and goes: its handles go with it.</summary>
    [Fact]
    public async Task Download_ClientGoesAway_NothingOfItStays()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = (await world.UploadAsync("/large.bin", new byte[8 << 20])).ExpectOk().Id;
        var paths = new[] { $"/items/{item}/stream", $"/datasets/{world.DatasetId}/archive" };
        await LeaveAsync(world, paths, times: 5);
        var before = OpenFiles();

        await LeaveAsync(world, paths, times: 60);

        await WaitUntilAsync(() => OpenFiles() < before + 30);
        Assert.Equal(8 << 20, (await world.Client.Http.GetByteArrayAsync($"/api/v1/items/{item}/stream", TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task Query_ClientGoesAway_TheServerAnswersOthers()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/a.txt");
        for (var i = 0; i < 30; i++)
        {
            using var leaving = new CancellationTokenSource();
            var asked = world.Client.Http.PostAsync(
                $"/api/v1/datasets/{world.DatasetId}/query", new StringContent("{\"filter\": {}}", Encoding.UTF8, "application/json"), leaving.Token);
            await leaving.CancelAsync();
            // The answer may have been faster.
            await asked.ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        Assert.Equal("/a.txt", await world.ValuesAsync("{}"));
    }

    /// <summary>A ZIP that is none, has paths that climb, or lacks what makes it an archive: the command says so, no dataset is made.</summary>
    [Theory]
    [InlineData("no zip at all")]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("manifest.json")]
    public async Task Archive_ThatIsNone_FailsItsCommandAndMakesNothing(string entry)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        using var zip = new MemoryStream();
        if (entry.Contains('/', StringComparison.Ordinal) || entry.Contains('.', StringComparison.Ordinal))
        {
            using var archive = new System.IO.Compression.ZipArchive(zip, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true);
            using var writer = new StreamWriter(archive.CreateEntry(entry).Open());
            await writer.WriteAsync("{\"format\": 5}");
        }
        else
        {
            zip.Write(Encoding.ASCII.GetBytes(entry));
        }

        var end = await world.FinishAsync(await world.Client.SendAsync(
            HttpMethod.Post, $"/projects/{world.ProjectId}/archives?name=hostile", new ByteArrayContent(zip.ToArray())));

        Assert.Equal("failed", end["status"]!.GetValue<string>());
        Assert.DoesNotContain("error of its own", end["error"]!.ToString(), StringComparison.Ordinal);
        var found = await world.Client.PostAsync("/datasets/query", new JsonObject { ["filter"] = new JsonObject { ["name"] = "hostile" } });
        Assert.Equal(0, found.ExpectOk()["totalItemsCount"]!.GetValue<int>());
    }

    /// <summary>Headers past what a server takes: refused by the listener, which goes on.</summary>
    [Fact]
    public async Task Request_HeadersWithoutEnd_IsRefused()
    {
        var status = await RawRequest.SendAsync(
            fixture.Server, fixture.Server.ClientOf(), "GET /health HTTP/1.1", [.. Enumerable.Range(0, 200).Select(i => $"X-{i}: {new string('a', 1000)}")]);

        Assert.Equal((int)HttpStatusCode.RequestHeaderFieldsTooLarge, status);
        Assert.Equal(HttpStatusCode.OK, (await fixture.Server.ClientOf().GetAsync("~/health")).Status);
    }

    private static async Task LeaveAsync(DatasetWorld world, IEnumerable<string> paths, int times)
    {
        foreach (var path in paths.SelectMany(path => Enumerable.Repeat(path, times)))
        {
            using var answer = await world.Client.Http.GetAsync("/api/v1" + path, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            await using var stream = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            await stream.ReadExactlyAsync(new byte[100], TestContext.Current.CancellationToken);
        }
    }

    private static int OpenFiles() => Directory.Exists("/proc/self/fd") ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0;

    private static async Task WaitUntilAsync(Func<bool> holds)
    {
        for (var i = 0; i < 200 && !holds(); i++)
        {
            await Task.Delay(50);
        }

        Assert.True(holds());
    }
}
