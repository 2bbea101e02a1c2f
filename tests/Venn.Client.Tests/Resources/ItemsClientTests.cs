using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Venn.Client.Errors;
using Venn.Client.Queries;
using Venn.Client.Resources;
using Venn.Protocol.Routes;

namespace Venn.Client.Tests.Resources;

public sealed class ItemsClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_SendsThePartsInTheOrderTheWireWants()
    {
        var server = new FakeServer().Answer(_ => Uploaded(5));
        using var client = server.Connect();
        using var content = new MemoryStream("bytes"u8.ToArray());

        var result = await client.Items.UploadAsync(
            "65d0",
            new ItemUpload
            {
                Path = "/käfer 1/ü%#.jpg",
                Content = content,
                Metadata = new JsonObject { ["user"] = new JsonObject { ["k"] = 1 } },
                Mode = UploadMode.Overwrite,
            },
            Token);

        Assert.Equal(UploadOperations.Created, result.Operation);
        var request = Assert.Single(server.Requests);
        Assert.Equal("/api/v1/datasets/65d0/items?mode=overwrite", request.Path);
        int[] order =
        [
            request.Body.IndexOf("name=\"type\"", StringComparison.Ordinal),
            request.Body.IndexOf("name=\"path\"", StringComparison.Ordinal),
            request.Body.IndexOf("name=\"metadata\"", StringComparison.Ordinal),
            request.Body.IndexOf("name=\"file\"", StringComparison.Ordinal),
        ];
        Assert.DoesNotContain(-1, order);
        Assert.Equal(order.Order(), order);
        Assert.Contains("/käfer 1/ü%#.jpg", request.Body, StringComparison.Ordinal);
        Assert.Contains("filename=\"%C3%BC%25%23.jpg\"", request.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_ServerStoredAnotherSize_Throws()
    {
        using var client = new FakeServer().Answer(_ => Uploaded(4)).Connect();
        using var content = new MemoryStream("bytes"u8.ToArray());

        var exception = await Assert.ThrowsAsync<VennProtocolException>(() => client.Items.UploadAsync(
            "65d0", new ItemUpload { Path = "/a.jpg", Content = content }, Token));
        Assert.Contains("/a.jpg", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_Skipped_MayHaveAnotherSize()
    {
        using var client = new FakeServer().Answer(_ => Uploaded(999, UploadOperations.Skip)).Connect();
        using var content = new MemoryStream("bytes"u8.ToArray());

        var result = await client.Items.UploadAsync("65d0", new ItemUpload { Path = "/a.jpg", Content = content }, Token);

        Assert.Equal(UploadOperations.Skip, result.Operation);
    }

    [Fact]
    public async Task List_PagesByTheLastIdSeen()
    {
        var server = new FakeServer()
            .Answer("""{"totalItemsCount": 3, "hasNextPage": true, "items": [{"id": "01"}, {"id": "02"}]}""")
            .Answer("""{"totalItemsCount": 1, "hasNextPage": false, "items": [{"id": "03"}]}""");
        using var client = server.Connect();

        var ids = new List<string>();
        await foreach (var item in client.Items.ListAsync("65d0", Query.All.Where("dir", "/a"), Token))
        {
            ids.Add(item.Id);
        }

        Assert.Equal(["01", "02", "03"], ids);
        var second = JsonNode.Parse(server.Requests[1].Body)!;
        Assert.Equal(0, second["page"]!.GetValue<int>());
        Assert.Equal("02", second["filter"]!["$and"]![1]!["id"]!["$gt"]!.GetValue<string>());
        Assert.Equal("/a", second["filter"]!["$and"]![0]!["$and"]![0]!["dir"]!.GetValue<string>());
        Assert.Equal("""{"id":"ascending"}""", second["sort"]!.ToJsonString());
    }

    [Fact]
    public async Task List_OtherOrder_PagesByNumber()
    {
        var server = new FakeServer()
            .Answer("""{"hasNextPage": true, "items": [{"id": "02"}]}""")
            .Answer("""{"hasNextPage": false, "items": [{"id": "01"}]}""");
        using var client = server.Connect();

        var count = 0;
        await foreach (var item in client.Items.ListAsync("65d0", Query.Files.OrderBy("name", descending: true), Token))
        {
            count++;
        }

        Assert.Equal(2, count);
        var second = JsonNode.Parse(server.Requests[1].Body)!;
        Assert.Equal(1, second["page"]!.GetValue<int>());
        Assert.Equal("""{"name":"descending"}""", second["sort"]!.ToJsonString());
    }

    [Fact]
    public async Task Count_AsksForNoItems()
    {
        var server = new FakeServer().Answer("""{"totalItemsCount": 42, "hasNextPage": false, "items": []}""");
        using var client = server.Connect();

        Assert.Equal(42, await client.Items.CountAsync("65d0", Query.All, Token));
        Assert.Equal(0, JsonNode.Parse(server.Requests[0].Body)!["pageSize"]!.GetValue<int>());
    }

    [Fact]
    public async Task Find_WildcardInPath_TakesTheExactOneAlone()
    {
        using var client = new FakeServer().Answer(
            """{"hasNextPage": false, "items": [{"id": "01", "filename": "/ab.jpg"}, {"id": "02", "filename": "/a*.jpg"}]}""")
            .Connect();

        Assert.Equal("02", (await client.Items.FindAsync("65d0", "/a*.jpg", Token))!.Id);
    }

    [Fact]
    public async Task Download_ConnectionBreaks_GoesOnWhereItBroke()
    {
        var server = new FakeServer()
            .Answer(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new BreakingStream("abc"u8.ToArray())) })
            .Answer(_ =>
            {
                var rest = new HttpResponseMessage(HttpStatusCode.PartialContent) { Content = new ByteArrayContent("def"u8.ToArray()) };
                rest.Content.Headers.ContentRange = new ContentRangeHeaderValue(3, 5, 6);
                return rest;
            });
        using var client = server.Connect();
        using var destination = new MemoryStream();

        Assert.Equal(6, await client.Items.DownloadAsync("01", destination, Token));
        Assert.Equal("abcdef", Encoding.ASCII.GetString(destination.ToArray()));
        Assert.Equal(["bytes=0-", "bytes=3-"], server.Requests.Select(request => request.Range));
    }

    [Fact]
    public async Task Update_NullRemoves_AndIsSent()
    {
        var server = new FakeServer().Answer("""{"id": "01"}""");
        using var client = server.Connect();

        await client.Items.UpdateAsync(
            "01", new JsonObject { ["metadata"] = new JsonObject { ["user"] = new JsonObject { ["k"] = null } } }, system: true, Token);

        Assert.Equal("/api/v1/items/01?system=true", server.Requests[0].Path);
        Assert.Equal("""{"metadata":{"user":{"k":null}}}""", server.Requests[0].Body);
    }

    private static HttpResponseMessage Uploaded(long size, string operation = UploadOperations.Created)
    {
        var response = FakeServer.Json($$"""{"id": "01", "metadata": {"system": {"size": {{size}} } } }""");
        response.Headers.Add(ApiHeaders.ItemOperation, operation);
        return response;
    }

    /// <summary>Gives its bytes, then breaks as a lost connection does.</summary>
    private sealed class BreakingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => Checked(base.Read(buffer, offset, count));

        public override int Read(Span<byte> buffer) => Checked(base.Read(buffer));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Checked(base.Read(buffer.Span)));

        private static int Checked(int count) => count > 0 ? count : throw new IOException("The connection was reset.");
    }
}
