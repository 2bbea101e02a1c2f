using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Contract;

/// <summary>Section 9 of the wire's contract: traps that no table of the sections before holds, by their numbers.</summary>
public sealed class Section9TrapTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    /// <summary>6: what the client repeats when its connection breaks must not do harm the second time.</summary>
    [Fact]
    public async Task Trap6_ARepeatedUpload_IsOneItem()
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        var first = (await world.UploadAsync("/a.txt", [1])).ExpectOk();
        var second = (await world.UploadAsync("/a.txt", [1])).ExpectOk();

        Assert.Equal(first.Text, second.Text);
        Assert.Equal("/a.txt", await world.ValuesAsync("""{"type": "file"}"""));
    }

    /// <summary>16: as aiohttp sends it: chunks, no length, the name of the part percent-encoded; the path beside it counts.</summary>
    [Theory]
    [InlineData("/cam 1/\u00fc \u6f22%#+.jpg")]
    [InlineData("/a%20b.txt")]
    [InlineData("/\U0001F600.txt")]
    public async Task Trap16_ChunkedMultipart_IsStoredUnderItsPath(string path)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var uri = new Uri(fixture.Server.Root);
        using var client = new TcpClient(uri.Host, uri.Port);
        await using var stream = client.GetStream();
        var body = "--b\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\nfile\r\n"
            + $"--b\r\nContent-Disposition: form-data; name=\"path\"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{path}\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{\"user\": {\"k\": 1}}\r\n"
            + $"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{Uri.EscapeDataString(path[1..])}\"\r\nContent-Type: application/x-unreliable\r\n\r\nbytes\r\n--b--\r\n";
        var head = $"POST /api/v1/datasets/{world.DatasetId}/items?mode=skip HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
            + $"Authorization: {world.Client.Http.DefaultRequestHeaders.Authorization}\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        foreach (var chunk in Encoding.UTF8.GetBytes(body).Chunk(37))
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"), TestContext.Current.CancellationToken);
            await stream.WriteAsync(chunk, TestContext.Current.CancellationToken);
            await stream.WriteAsync("\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        Assert.Contains(" 200 ", (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n')[0], StringComparison.Ordinal);

        var item = (await world.QueryAsync("""{"type": "file"}"""))["items"]![0]!;
        Assert.Equal(path, item["filename"]!.GetValue<string>());
        Assert.Equal(5, item["metadata"]!["system"]!["size"]!.GetValue<int>());
        Assert.Equal(1, item["metadata"]!["user"]!["k"]!.GetValue<int>());
    }

    /// <summary>17: a client that finds another size than it sent deletes the item: the answer speaks of what was sent.</summary>
    [Fact]
    public async Task Trap17_SkippedUploadOfAnotherSize_AnswersTheSizeThatWasSent_AndKeepsTheItem()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var made = (await world.UploadAsync("/a.txt", [1, 2, 3])).ExpectOk();

        var skipped = (await world.UploadAsync("/a.txt", [1, 2, 3, 4, 5])).ExpectOk();

        WireShape.Check(skipped, $"id=\"{made.Id}\" metadata.system.size=5");
        WireShape.Check(await world.Client.GetAsync($"/items/{made.Id}"), "metadata.system.size=3");
    }

    /// <summary>18: every download asks for a range; the bytes add up to the size, whereever it goes on.</summary>
    [Theory]
    [InlineData(0, 0, HttpStatusCode.OK)]
    [InlineData(1, 0, HttpStatusCode.PartialContent)]
    [InlineData(100_000, 0, HttpStatusCode.PartialContent)]
    [InlineData(100_000, 99_999, HttpStatusCode.PartialContent)]
    [InlineData(100_000, 12_345, HttpStatusCode.PartialContent)]
    public async Task Trap18_RangeFromAByteOn_IsTheRest(int size, int from, HttpStatusCode status)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var content = new byte[size];
        new Random(size).NextBytes(content);
        var item = (await world.UploadAsync("/a.bin", content)).ExpectOk().Id;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/items/{item}/stream");
        request.Headers.TryAddWithoutValidation("Range", $"bytes={from}-");
        request.Headers.TryAddWithoutValidation("x-dl-sanitize", "0");

        using var answer = await world.Client.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(size - from, answer.Content.Headers.ContentLength);
        Assert.Equal(content[from..], await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>19: what is found out about a file later is no change of the item.</summary>
    [Fact]
    public async Task Trap19_Thumbnail_DoesNotTouchUpdatedAt()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var made = (await world.UploadAsync("/p.png", Convert.FromBase64String(Routes.RouteBodies.Png))).ExpectOk();

        (await world.Client.GetAsync($"/items/{made.Id}/thumbnail")).ExpectOk();

        var got = await world.Client.GetAsync($"/items/{made.Id}");
        WireShape.Check(got, $"updatedAt={made["updatedAt"]!.ToJsonString()} metadata.system.thumbnailId:string");
    }

    /// <summary>24: filters of exports carry a page of which nothing may come.</summary>
    [Fact]
    public async Task Trap24_ExportWithAPage_HasEveryItem()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        for (var i = 0; i < 5; i++)
        {
            await world.AddFileAsync($"/{i}.txt");
        }

        var output = await ExportAsync(world, """{"filter": {"$and": [{"type": "file"}, {"hidden": false}]}, "page": 1, "pageSize": 2, "resource": "items"}""");

        Assert.Equal(5, JsonNode.Parse((await world.Client.GetAsync($"/items/{output}/stream")).ExpectOk().Text)!.AsArray().Count);
    }

    /// <summary>33: a task's query is text; an apostrophe that the client turned into a quotation mark breaks it, and that is told.</summary>
    [Fact]
    public async Task Trap33_TaskQueryThatTheClientBroke_Is400()
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        var answer = await world.Client.PostAsync("/annotationtasks", new JsonObject
        {
            ["name"] = "t", ["projectId"] = world.ProjectId, ["datasetId"] = world.DatasetId, ["spec"] = new JsonObject { ["type"] = "annotation" },
            ["query"] = """{"filter": {"$and": [{"name": "it"s"}]}}""", ["dueDate"] = 1795971822351.0,
        });

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("query", answer.Message, StringComparison.Ordinal);
    }

    /// <summary>36: two exports into one folder of the client's are two files: hidden, with the ending that the client looks for.</summary>
    [Theory]
    [InlineData("json", ".json")]
    [InlineData("zip", ".zip")]
    public async Task Trap36_OutputOfAnExport_IsHiddenAndHasANameOfItsOwn(string type, string ending)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/a.txt");

        var first = (await world.Client.GetAsync($"/items/{await ExportAsync(world, """{"filter": {}}""", type)}")).ExpectOk();
        var second = (await world.Client.GetAsync($"/items/{await ExportAsync(world, """{"filter": {}}""", type)}")).ExpectOk();

        WireShape.Check(first, "hidden=true metadata.system.size:number");
        Assert.EndsWith(ending, first["name"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotEqual(first["name"]!.GetValue<string>(), second["name"]!.GetValue<string>());
        Assert.Equal("/a.txt", await world.ValuesAsync("""{"$and": [{"hidden": false}, {"type": "file"}]}"""));
    }

    /// <summary>40: the client reads a body of JSON even of what failed.</summary>
    [Theory]
    [InlineData("/projects/65f000000000000000000001")]
    [InlineData("/projects/nonsense")]
    [InlineData("/projects/no such/name")]
    [InlineData("/projects/a%2Fb/name")]
    public async Task Trap40_ProjectThatIsNotThere_IsToldInJson(string path)
    {
        var answer = await fixture.Server.ClientOf().GetAsync(path);

        Assert.True((int)answer.Status is >= 400 and < 500);
        WireShape.Check(answer, "message:string status:number");
    }

    private static async Task<string> ExportAsync(DatasetWorld world, string query, string type = "json") => (await world.SucceedAsync(
        await world.Client.PostAsync($"/datasets/{world.DatasetId}/export", new JsonObject
        {
            ["exportType"] = type, ["itemsQuery"] = JsonNode.Parse(query), ["itemsVectorQuery"] = new JsonObject(),
            ["annotations"] = new JsonObject { ["include"] = true, ["convertSemantic"] = false },
        })))["spec"]!["outputItemId"]!.GetValue<string>();
}
