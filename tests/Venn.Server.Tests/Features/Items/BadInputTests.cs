using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Items;

/// <summary>What is wrong is a 4xx that names it, and nothing is half done.</summary>
public sealed class BadInputTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("/a/../b.txt", "path")]
    [InlineData("..", "path")]
    [InlineData("/./x", "path")]
    [InlineData("/nul\0x", "path")]
    public async Task Upload_PathThatCannotBe_Is400(string path, string field)
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        var answer = await world.UploadAsync(path, [1]);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(field, answer.Message, StringComparison.Ordinal);
        Assert.Equal("", await world.ValuesAsync("{}"));
    }

    [Fact]
    public async Task Upload_PathOver4096Bytes_Is400()
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        Assert.Equal(HttpStatusCode.BadRequest, (await world.UploadAsync("/" + new string('ä', 2048), [1])).Status);
        (await world.UploadAsync("/" + new string('ä', 2047), [1])).ExpectOk();
    }

    [Fact]
    public async Task Upload_BelowAFile_Is400()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/a");

        Assert.Equal(HttpStatusCode.BadRequest, (await world.UploadAsync("/a/b", [1])).Status);
        Assert.Equal("/a", await world.ValuesAsync("{}"));
    }

    [Theory]
    [InlineData("multipart/form-data", "x")]
    [InlineData("multipart/form-data; boundary=b", "garbage")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"path\"\r\n\r\n/a\r\n--b--\r\n")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\ncut")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nno header\r\n\r\n/a\r\n--b--\r\n")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n[1]\r\n--b--\r\n")]
    [InlineData("application/json", "{}")]
    [InlineData("application/x-www-form-urlencoded", "type=dir")]
    [InlineData("application/x-www-form-urlencoded", "type=file&path=/a")]
    public async Task Upload_MalformedBody_Is400AndStoresNothing(string contentType, string body)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);

        var answer = await world.Client.SendAsync(HttpMethod.Post, $"/datasets/{world.DatasetId}/items", content);

        Assert.True(answer.Status == HttpStatusCode.BadRequest, answer.Text);
        Assert.Equal("", await world.ValuesAsync("{}"));
    }

    [Fact]
    public async Task Upload_ConnectionCutInTheMiddle_StoresNothingAndTheServerLives()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var uri = new Uri(fixture.Server.Root);
        using (var socket = new TcpClient(uri.Host, uri.Port))
        {
            var head = $"POST /api/v1/datasets/{world.DatasetId}/items HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                + $"Authorization: {world.Client.Http.DefaultRequestHeaders.Authorization}\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n";
            var part = "--b\r\nContent-Disposition: form-data; name=\"path\"\r\n\r\n/cut.bin\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"cut.bin\"\r\n\r\n0123456789";
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{head}{part.Length:x}\r\n{part}\r\n"), TestContext.Current.CancellationToken);
        }

        (await world.UploadAsync("/after.bin", [1])).ExpectOk();
        Assert.Equal("/after.bin", await world.ValuesAsync("{}"));
    }

    [Theory]
    [InlineData("GET", "/items/x", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/items/Some_id", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/annotations/x", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/items/000000000100000000009999", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/items/000000009900000000009999", HttpStatusCode.NotFound)]
    [InlineData("GET", "/annotations/000000009900000000009999", HttpStatusCode.NotFound)]
    [InlineData("POST", "/items/000000009900000000009999/annotations", HttpStatusCode.NotFound)]
    [InlineData("GET", "/items/000000009900000000000000/stream", HttpStatusCode.NotFound)]
    public async Task Ids_MalformedOrUnknown_Table(string method, string path, HttpStatusCode status)
    {
        var answer = await fixture.Server.ClientOf().SendAsync(
            new HttpMethod(method), path, method == "POST" ? new System.Text.Json.Nodes.JsonArray() : null);

        Assert.Equal(status, answer.Status);
        Assert.True(answer.IsJson);
    }

    [Theory]
    [InlineData("""{"filter": {"a": {"$regex": "(x"}}}""", "$.filter.a.$regex")]
    [InlineData("""{"filter": {"$and": 1}}""", "$.filter.$and")]
    [InlineData("""{"resource": "models"}""", "$.resource")]
    [InlineData("""{"filter": """, "JSON")]
    [InlineData("""{"page": -1}""", "$.page")]
    [InlineData("""{"filter": {"id": {"$gt": "x"}}}""", "id")]
    [InlineData("""{"references": {"operation": "x"}}""", "$.references.operation")]
    [InlineData("""{"references": {"operation": "create", "refs": [1]}}""", "$.references.refs")]
    public async Task Query_Wrong_Is400ThatNamesThePlace(string body, string place)
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        var answer = await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/query", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(place, answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_AThousandDeep_Is400()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var body = """{"filter": """ + string.Concat(Enumerable.Repeat("""{"$and":[""", 1000)) + "{}"
            + string.Concat(Enumerable.Repeat("]}", 1000)) + "}";

        Assert.Equal(HttpStatusCode.BadRequest, (await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/query", body)).Status);
    }

    [Theory]
    [InlineData("[1]", "$[0]")]
    [InlineData("""[{"type": "box", "label": "a"}, {"label": "b"}]""", "$[1].type")]
    [InlineData("""[{"type": "box", "label": 1}]""", "$[0].label")]
    [InlineData("""[{"type": "box", "metadata": 1}]""", "$[0].metadata")]
    [InlineData("""[{"type": "box", "metadata": {"system": 1}}]""", "$[0].metadata.system")]
    public async Task Annotate_Wrong_Is400AndAddsNone(string body, string place)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");

        var answer = await world.Client.PostTextAsync($"/items/{item}/annotations", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(place, answer.Message, StringComparison.Ordinal);
        Assert.Equal("", await world.ValuesAsync("{}", "id", resource: "annotations"));
    }

    [Theory]
    [InlineData("""{"filename": 1}""")]
    [InlineData("""{"filename": "/a/../b"}""")]
    [InlineData("""{"metadata": []}""")]
    [InlineData("""{"description": 5}""")]
    [InlineData("[]")]
    public async Task PatchItem_Wrong_Is400AndChangesNothing(string body)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        var before = (await world.Client.GetAsync($"/items/{item}")).Text;

        var answer = await world.Client.SendAsync(
            HttpMethod.Patch, $"/items/{item}", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(before, (await world.Client.GetAsync($"/items/{item}")).Text);
    }
}
