using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SkiaSharp;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Items;

public sealed class ItemTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Keys = "annotated annotations annotationsCount createdAt creator dataset datasetId dir filename hidden id metadata name "
        + "spec stream thumbnail type updatedAt updatedBy url";

    [Fact]
    public async Task Upload_Image_AnswersItsFactsAndExactlyTheKeysOfTheWire()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var png = Png(33, 22);

        var item = (await world.UploadAsync("/cam 1/ä#%+.png", png, """{"user": {"n": 1.50}, "system": {"width": 9, "mine": 1}}""")).ExpectOk();

        Assert.Equal(Keys, item.Keys);
        Assert.Equal("/cam 1/ä#%+.png", item["filename"]!.GetValue<string>());
        var system = item["metadata"]!["system"]!;
        Assert.Equal(
            (png.Length, 33, 22, "image/png", "ä#%+.png", 1),
            (system["size"]!.GetValue<int>(), system["width"]!.GetValue<int>(), system["height"]!.GetValue<int>(),
             system["mimetype"]!.GetValue<string>(), system["originalname"]!.GetValue<string>(), system["mine"]!.GetValue<int>()));
        Assert.Contains("1.50", item.Text, StringComparison.Ordinal);
        Assert.Equal(item.Text, (await world.Client.GetAsync($"/items/{item.Id}")).Text);
        Assert.Equal("/cam 1", await world.ValuesAsync("""{"type": "dir"}"""));
    }

    [Fact]
    public async Task Upload_SamePathTwice_SkipKeepsAndOverwriteReplaces()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var first = await world.AddFileAsync("/a.txt", "one", """{"user": {"k": 1}}""");
        await world.AnnotateAsync(first, "x");

        var skipped = (await world.UploadAsync("/a.txt", "longer text"u8.ToArray())).ExpectOk();
        var kept = await world.Client.GetAsync($"/items/{first}/stream");
        var replaced = (await world.UploadAsync("/a.txt", "two!"u8.ToArray(), mode: "overwrite")).ExpectOk();

        Assert.Equal((first, 11), (skipped.Id, skipped["metadata"]!["system"]!["size"]!.GetValue<int>()));
        Assert.Equal("one", kept.Text);
        Assert.Equal(first, replaced.Id);
        Assert.Equal("two!", (await world.Client.GetAsync($"/items/{first}/stream")).Text);
        Assert.Equal(1, replaced["metadata"]!["user"]!["k"]!.GetValue<int>());
        Assert.Equal(0, replaced["annotationsCount"]!.GetValue<int>());
        Assert.Equal(1, (await world.GetDatasetAsync())["itemsCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task Upload_ManyIntoOneNewDirectoryAtOnce_MakesItOnce()
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => world.AddFileAsync($"/x/y/{i % 16}.txt")));

        Assert.Equal("/x /x/y", await world.ValuesAsync("""{"type": "dir"}"""));
        Assert.Equal(16, (await world.QueryAsync("""{"type": "file"}"""))["totalItemsCount"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("bytes=0-", 206, "0123456789", "bytes 0-9/10")]
    [InlineData("bytes=4-", 206, "456789", "bytes 4-9/10")]
    [InlineData("bytes=2-4", 206, "234", "bytes 2-4/10")]
    [InlineData("bytes=-3", 206, "789", "bytes 7-9/10")]
    [InlineData("bytes=8-99", 206, "89", "bytes 8-9/10")]
    [InlineData("bytes=10-", 416, "", "bytes */10")]
    [InlineData("nonsense", 200, "0123456789", null)]
    public async Task Stream_Ranges_Table(string range, int status, string content, string? contentRange)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt", "0123456789");

        using var response = await StreamAsync(world, item, range);

        Assert.Equal((status, content), ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        Assert.Equal(contentRange, response.Content.Headers.ContentRange?.ToString());
    }

    [Fact]
    public async Task Stream_EmptyFile_Is200()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/empty.bin", "");

        using var response = await StreamAsync(world, item, "bytes=0-");

        Assert.Equal((HttpStatusCode.OK, 0L), (response.StatusCode, response.Content.Headers.ContentLength));
    }

    [Fact]
    public async Task Stream_DamagedBlob_IsNeverServedAsGood()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var text = Guid.NewGuid().ToString();
        var item = await world.AddFileAsync("/a.txt", text);
        var blob = Directory.EnumerateFiles(Path.Combine(fixture.Server.DataDirectory, "blobs"), "*", SearchOption.AllDirectories)
            .Single(f => File.ReadAllText(f) == text);
        File.SetAttributes(blob, FileAttributes.Normal);
        File.WriteAllText(blob, text.Replace('-', '+'));

        var answer = await world.Client.GetAsync($"/items/{item}/stream");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Contains("damaged", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Patch_Difference_MergesAndNullRemoves()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt", "x", """{"user": {"a": {"b": 1, "c": 2}, "l": [1, 2]}, "root.dot": 5}""");

        var answer = (await world.Client.PatchAsync($"/items/{item}", JsonNode.Parse("""
            {"metadata": {"user": {"a": {"b": null, "d": 3}, "l": [9]}, "system": {"mimetype": "evil"}}, "annotated": true, "newField": 1,
             "description": "about", "id": null}
            """))).ExpectOk();
        var cleared = (await world.Client.PatchAsync($"/items/{item}", JsonNode.Parse("""{"description": ""}"""))).ExpectOk();

        Assert.Equal("""{"a":{"c":2,"d":3},"l":[9]}""", answer["metadata"]!["user"]!.ToJsonString());
        Assert.Equal("text/plain", answer["metadata"]!["system"]!["mimetype"]!.GetValue<string>());
        Assert.Equal(5, answer["metadata"]!["root.dot"]!.GetValue<int>());
        Assert.Equal("about", answer["description"]!.GetValue<string>());
        Assert.Equal(Keys, cleared.Keys);
    }

    [Fact]
    public async Task Patch_System_ChangesAllButTheSize()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt", "xyz");

        var answer = (await world.Client.PatchAsync(
            $"/items/{item}?system=true", JsonNode.Parse("""{"metadata": {"system": {"size": 99, "tags": {"train": true}}}}"""))).ExpectOk();

        Assert.Equal(3, answer["metadata"]!["system"]!["size"]!.GetValue<int>());
        Assert.True(answer["metadata"]!["system"]!["tags"]!["train"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Patch_Filename_MovesAndKeepsTheIdAndAnnotations()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        await world.AddFileAsync("/taken.txt");
        await world.AnnotateAsync(item, "x");

        var moved = (await world.Client.PatchAsync($"/items/{item}?system=true", JsonNode.Parse("""{"filename": "/n/e/w.txt"}"""))).ExpectOk();
        var refused = await world.Client.PatchAsync($"/items/{item}", JsonNode.Parse("""{"filename": "/taken.txt"}"""));

        Assert.Equal(
            (item, "/n/e", "w.txt", 1),
            (moved.Id, moved["dir"]!.GetValue<string>(), moved["name"]!.GetValue<string>(), moved["annotationsCount"]!.GetValue<int>()));
        Assert.Equal("/n /n/e", await world.ValuesAsync("""{"type": "dir"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
    }

    [Fact]
    public async Task Move_Directory_TakesAllBelowIt()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/a/b/x.txt");
        await world.AddFileAsync("/ab/y.txt");
        var directory = await world.ValuesAsync("""{"filename": "/a"}""", "id");

        (await world.Client.PatchAsync($"/items/{directory}", JsonNode.Parse("""{"filename": "/z/q"}"""))).ExpectOk();
        var intoItself = await world.Client.PatchAsync($"/items/{directory}", JsonNode.Parse("""{"filename": "/z/q/r"}"""));

        Assert.Equal("/ab/y.txt /z/q/b/x.txt", Sorted(await world.ValuesAsync("""{"type": "file"}""")));
        Assert.Equal(HttpStatusCode.BadRequest, intoItself.Status);
    }

    [Fact]
    public async Task MoveItems_IntoADirectory_AllOrNone()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var a = await world.AddFileAsync("/a.txt");
        var b = await world.AddFileAsync("/b.txt");
        await world.AddFileAsync("/d/b.txt");
        var directory = await world.ValuesAsync("""{"filename": "/d"}""", "id");

        var refused = await world.Client.PutAsync($"/datasets/{world.DatasetId}/items/{directory}", new JsonArray(a, b));
        (await world.Client.PutAsync($"/datasets/{world.DatasetId}/items/{directory}", new JsonArray(a))).ExpectOk();

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal("/b.txt /d/a.txt /d/b.txt", Sorted(await world.ValuesAsync("""{"type": "file"}""")));
    }

    [Fact]
    public async Task Delete_Directory_RemovesAllBelowIt()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/a/b/x.txt");
        var kept = await world.AddFileAsync("/ab.txt");
        var directory = await world.ValuesAsync("""{"filename": "/a"}""", "id");

        Assert.Equal(HttpStatusCode.NoContent, (await world.Client.DeleteAsync($"/items/{directory}")).Status);

        Assert.Equal("/ab.txt", await world.ValuesAsync("{}"));
        Assert.Equal(HttpStatusCode.NotFound, (await world.Client.GetAsync($"/items/{directory}")).Status);
        (await world.Client.GetAsync($"/items/{kept}")).ExpectOk();
    }

    [Fact]
    public async Task Upload_Shebang_BecomesSystemMetadata()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        const string Link = """
            {"type":"link","shebang":"dataloop","metadata":{"dltype":"link","linkInfo":{"type":"url","ref":"https://x/y.jpg"}}}
            """;

        var item = (await world.UploadAsync("/y_link.json", Encoding.UTF8.GetBytes(Link))).ExpectOk();

        var system = item["metadata"]!["system"]!;
        Assert.Equal("""{"dltype":"link","linkInfo":{"type":"url","ref":"https://x/y.jpg"}}""", system["shebang"]!.ToJsonString());
        Assert.Equal(("image/jpeg", Link.Length), (system["mimetype"]!.GetValue<string>(), system["size"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Revise_NewFile_KeepsIdAnnotationsAndUserMetadata()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = (await world.UploadAsync("/a.png", Png(10, 10), """{"user": {"k": 1}}""")).ExpectOk();
        await world.AnnotateAsync(item.Id, "x");
        var png = Png(20, 10);

        var revised = (await world.Client.SendAsync(
            HttpMethod.Post, $"/items/{item.Id}/revisions", new MultipartFormDataContent { { new ByteArrayContent(png), "file", "n.png" } })).ExpectOk();

        Assert.Equal((item.Id, 1), (revised.Id, revised["annotationsCount"]!.GetValue<int>()));
        Assert.Equal((20, png.Length), (revised["metadata"]!["system"]!["width"]!.GetValue<int>(), revised["metadata"]!["system"]!["size"]!.GetValue<int>()));
        Assert.Equal(1, revised["metadata"]!["user"]!["k"]!.GetValue<int>());
    }

    [Fact]
    public async Task Thumbnail_OfAnImage_IsMadeOnceAndAnewWhenForgotten()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = (await world.UploadAsync("/a.png", Png(1000, 400))).ExpectOk().Id;

        var bytes = await ThumbnailAsync(world, item);
        var first = await ThumbnailIdAsync(world, item);
        await ThumbnailAsync(world, item);
        var again = await ThumbnailIdAsync(world, item);
        (await world.Client.PatchAsync($"/items/{item}?system=true", JsonNode.Parse("""{"metadata": {"system": {"thumbnailId": null}}}"""))).ExpectOk();
        await ThumbnailAsync(world, item);

        using var picture = SKBitmap.Decode(bytes);
        Assert.Equal((256, 102), (picture.Width, picture.Height));
        Assert.Equal(first, again);
        Assert.NotEqual(first, await ThumbnailIdAsync(world, item));
        Assert.Equal("/a.png", await world.ValuesAsync("""{"hidden": false, "type": "file"}"""));
    }

    /// <summary>Files that are no picture, or a hostile one, whatever their name says.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(60)]
    public async Task Upload_TruncatedImage_IsStoredAndTheServerLives(int keep)
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        var item = (await world.UploadAsync("/t.png", Png(50, 50)[..keep])).ExpectOk();
        var thumbnail = await world.Client.GetAsync($"/items/{item.Id}/thumbnail");

        Assert.Equal(keep, item["metadata"]!["system"]!["size"]!.GetValue<int>());
        Assert.Contains(thumbnail.Status, (HttpStatusCode[])[HttpStatusCode.NotFound, HttpStatusCode.OK]);
    }

    [Fact]
    public async Task Thumbnail_DecompressionBomb_IsRefused()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = (await world.UploadAsync("/bomb.png", HugePngHeader(100_000, 100_000))).ExpectOk();

        var answer = await world.Client.GetAsync($"/items/{item.Id}/thumbnail");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        (await world.Client.GetAsync($"/items/{item.Id}")).ExpectOk();
    }

    [Fact]
    public async Task Clone_BesideItself_IsAnotherItemThatNamesItsSource()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt", "text", """{"user": {"k": 1}}""");
        var annotations = await world.AnnotateAsync(item, "parent");
        var child = DatasetWorld.Box("child").AsObject();
        child["metadata"] = new JsonObject { ["system"] = new JsonObject { ["parentId"] = annotations[0]!["id"]!.GetValue<string>() } };
        await world.Client.PostAsync($"/items/{item}/annotations", new JsonArray(child));

        var first = await CloneAsync(world, item, allowMany: false);
        var second = await world.FinishAsync(await PostCloneAsync(world, item, allowMany: false));
        var third = await CloneAsync(world, item, allowMany: true);

        var clone = (await world.Client.GetAsync($"/items/{first}")).ExpectOk();
        Assert.Equal((item, "/a (1).txt", 2), (clone["srcItem"]!.GetValue<string>(), clone["filename"]!.GetValue<string>(), clone["annotationsCount"]!.GetValue<int>()));
        Assert.Equal(Keys.Replace("spec ", "spec srcItem ", StringComparison.Ordinal), clone.Keys);
        var copies = (await world.Client.GetAsync($"/items/{first}/annotations")).Json!.AsArray();
        Assert.Equal(copies[0]!["id"]!.GetValue<string>(), copies[1]!["metadata"]!["system"]!["parentId"]!.GetValue<string>());
        Assert.Equal("failed", second["status"]!.GetValue<string>());
        Assert.NotEqual(first, third);
        Assert.Equal($"{first} {third}", await world.ValuesAsync($$"""{"srcItem": "{{item}}"}""", "id"));
    }

    private static async Task<string> CloneAsync(DatasetWorld world, string item, bool allowMany) =>
        Assert.Single((await world.SucceedAsync(await PostCloneAsync(world, item, allowMany)))["spec"]!["returnedModelId"]!.AsArray())!.GetValue<string>();

    private static Task<ApiAnswer> PostCloneAsync(DatasetWorld world, string item, bool allowMany) =>
        world.Client.PostAsync($"/items/{item}/clone", new JsonObject
        {
            ["targetDatasetId"] = world.DatasetId,
            ["remoteFileName"] = null,
            ["metadata"] = new JsonObject(),
            ["cloneDatasetParams"] = new JsonObject { ["withItemsAnnotations"] = true, ["withMetadata"] = true },
            ["allowMany"] = allowMany,
        });

    private static string Sorted(string values) => string.Join(' ', values.Split(' ').Order(StringComparer.Ordinal));

    private static Task<byte[]> ThumbnailAsync(DatasetWorld world, string item) =>
        world.Client.Http.GetByteArrayAsync($"/api/v1/items/{item}/thumbnail");

    private static async Task<string> ThumbnailIdAsync(DatasetWorld world, string item) =>
        (await world.Client.GetAsync($"/items/{item}"))["metadata"]!["system"]!["thumbnailId"]!.GetValue<string>();

    private static async Task<HttpResponseMessage> StreamAsync(DatasetWorld world, string item, string range)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/items/{item}/stream");
        request.Headers.TryAddWithoutValidation("Range", range);
        return await world.Client.Http.SendAsync(request);
    }

    private static byte[] Png(int width, int height)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(SKColors.Teal);
        return bitmap.Encode(SKEncodedImageFormat.Png, 90).ToArray();
    }

    /// <summary>A PNG whose header promises more pixels than any memory holds.</summary>
    private static byte[] HugePngHeader(int width, int height)
    {
        var png = Png(8, 8);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc(png.AsSpan(12, 17)));
        return png;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
