using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using SkiaSharp;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Contract;

/// <summary>Section 6 of the wire's contract: what the server writes into <c>metadata.system</c>, and what a client may.</summary>
public sealed class Section6SystemTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly byte[] Text = "plain text"u8.ToArray();

    public static TheoryData<string, byte[], string> Uploads => new()
    {
        { "/a.txt", Text, "originalname=\"a.txt\" mimetype=\"text/plain\" size=10 encoding=\"7bit\" !width !shebang" },
        { "/a.json", "{}"u8.ToArray(), "mimetype=\"application/json\" size=2 !shebang" },
        { "/none", Text, "originalname=\"none\" mimetype:string size=10" },
        { "/empty.txt", [], "size=0 mimetype=\"text/plain\"" },
        { "/a.png", Picture(SKEncodedImageFormat.Png), "mimetype=\"image/png\" width=40 height=30 channels:number" },
        { "/a.jpg", Picture(SKEncodedImageFormat.Jpeg), "mimetype=\"image/jpeg\" width=40 height=30 channels=3 !exif" },
        { "/turned.jpg", Turned(6), "width=40 height=30 exif.Orientation=6" },
        { "/sub/\u00fc \u6f22 %41#+.txt", Text, "originalname:string size=10" },
        { "/link_link.json", Shebang("""{"dltype":"link","linkInfo":{"type":"url","ref":"https://x/y.jpg"}}""", ", \"type\": \"link\""), "shebang={\"dltype\":\"link\",\"linkInfo\":{\"type\":\"url\",\"ref\":\"https://x/y.jpg\"}} mimetype=\"image/jpeg\"" },
        { "/id_link.json", Shebang("""{"dltype":"link","linkInfo":{"type":"id","ref":"65f000000000000000000101","datasetId":"d","mimetype":"video/mp4"}}""", ", \"type\": \"link\""), "shebang.linkInfo.type=\"id\" mimetype=\"video/mp4\"" },
        { "/prompt.json", Shebang("""{"dltype":"prompt"}""", ", \"prompts\": {\"k\": []}"), "shebang={\"dltype\":\"prompt\"} mimetype=\"application/json\"" },
        { "/.dataloop/dqlfilters/items/f", Shebang("""{"dltype":"filter","version":"1","system":{"mimetype":"dql"}}""", ", \"type\": \"dql\""), "shebang.dltype=\"filter\" size:number" },
        { "/other.json", Shebang("""{"dltype":"of tomorrow"}""", ""), "shebang.dltype:string" },
        { "/array.json", Encoding.UTF8.GetBytes("""["shebang", "dataloop"]"""), "!shebang" },
        { "/cut.json", Encoding.UTF8.GetBytes("""{"shebang": "dataloop", "metadata": {"""), "!shebang" },
    };

    [Theory]
    [MemberData(nameof(Uploads))]
    public async Task Upload_Facts_Table(string path, byte[] content, string shape)
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        var made = (await world.UploadAsync(path, content)).ExpectOk();

        Assert.Equal(path, made["filename"]!.GetValue<string>());
        WireShape.Check(made, string.Join(' ', shape.Split(' ').Select(word => word[0] == '!' ? $"!metadata.system.{word[1..]}" : $"metadata.system.{word}")));
        Assert.Equal(content.Length, made["metadata"]!["system"]!["size"]!.GetValue<int>());
        Assert.Equal(path.StartsWith("/.dataloop", StringComparison.Ordinal), made["hidden"]!.GetValue<bool>());
        Assert.Equal(made.Text, (await world.Client.GetAsync($"/items/{made.Id}")).ExpectOk().Text);
        Assert.Equal(content, await world.Client.Http.GetByteArrayAsync($"/api/v1/items/{made.Id}/stream", TestContext.Current.CancellationToken));
    }

    /// <summary>What the client sends as metadata beside the file is kept, but for facts of the file.</summary>
    [Theory]
    [InlineData("""{"user": {"k": 1}}""", "metadata.user.k=1")]
    [InlineData("""{"system": {"modalities": [{"type": "overlay", "ref": "r", "refType": "id"}], "itemLinks": []}}""", "metadata.system.modalities.0.ref=\"r\" metadata.system.itemLinks=[]")]
    [InlineData("""{"system": {"size": 999, "mimetype": "evil/x"}}""", "metadata.system.size=10 metadata.system.mimetype=\"text/plain\"")]
    [InlineData("""{"fps": 30, "own": {"x": 1}}""", "metadata.fps=30 metadata.own.x=1")]
    [InlineData("null", "metadata.system:object")]
    public async Task Upload_Metadata_Table(string metadata, string shape)
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        WireShape.Check((await world.UploadAsync("/a.txt", Text, metadata)).ExpectOk(), shape);
    }

    /// <summary>With the flag a client may change anything but the size; without it nothing.</summary>
    [Theory]
    [InlineData("""{"fps": 25}""", "metadata.system.fps=25")]
    [InlineData("""{"tags": {"train": true}}""", "metadata.system.tags={\"train\":true}")]
    [InlineData("""{"thumbnailId": null}""", "!metadata.system.thumbnailId")]
    [InlineData("""{"mimetype": "video/mp4"}""", "metadata.system.mimetype=\"video/mp4\"")]
    [InlineData("""{"refs": [{"type": "task", "id": "t"}]}""", "metadata.system.refs.0.id=\"t\"")]
    [InlineData("""{"executionLogs": {"a": 1}}""", "metadata.system.executionLogs.a=1")]
    [InlineData("""{"size": 1}""", "metadata.system.size=10")]
    public async Task System_Patched_Table(string system, string shape)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = (await world.UploadAsync("/a.txt", Text)).ExpectOk();
        var body = JsonNode.Parse($$"""{"metadata": {"system": {{system}} } }""")!;

        var without = (await world.Client.PatchAsync($"/items/{item.Id}", body.DeepClone())).ExpectOk();
        Assert.True(JsonNode.DeepEquals(item["metadata"], without["metadata"]));

        WireShape.Check((await world.Client.PatchAsync($"/items/{item.Id}?system=true", body)).ExpectOk(), shape);
    }

    /// <summary>6.2: a status stands in both references, and in the log once for each time it was set or taken away.</summary>
    [Fact]
    public async Task Status_SetChangedAndCleared_StandsInReferencesAndLog()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        var task = (await world.SucceedAsync(await world.Client.PostAsync("/annotationtasks", new JsonObject
        {
            ["name"] = "t", ["projectId"] = world.ProjectId, ["datasetId"] = world.DatasetId, ["taskOwner"] = TestServer.Owner, ["dueDate"] = 1795971822351.0,
            ["query"] = """{"filter": {"type": "file"}, "resource": "items"}""", ["spec"] = new JsonObject { ["type"] = "annotation" },
            ["workload"] = new JsonArray(new JsonObject { ["assigneeId"] = "Ann@Example.org", ["load"] = 100 }),
        })))["spec"]!["createdTaskId"]!.GetValue<string>();
        const string Refs = "metadata.system.refs.0.type=\"task\" metadata.system.refs.1.type=\"assignment\"";
        WireShape.Check(await world.Client.GetAsync($"/items/{item}"), $"{Refs} !metadata.system.refs.0.metadata.status !metadata.system.taskStatusLog.0");
        var assignment = (await world.Client.GetAsync($"/items/{item}"))["metadata"]!["system"]!["refs"]![1]!["id"]!.GetValue<string>();

        await SetAsync("create", "completed");
        WireShape.Check(await world.Client.GetAsync($"/items/{item}"),
            $"{Refs} metadata.system.refs.0.id=\"{task}\" metadata.system.refs.0.metadata.status=\"completed\" metadata.system.refs.1.metadata.status=\"completed\" "
            + "metadata.system.refs.1.metadata.creator metadata.system.refs.1.metadata.timestamp metadata.system.taskStatusLog.0.action=\"created\" "
            + $"metadata.system.taskStatusLog.0.status.taskId=\"{task}\" metadata.system.taskStatusLog.0.status.assignmentId=\"{assignment}\" "
            + "metadata.system.taskStatusLog.0.status.status=\"completed\" !metadata.system.taskStatusLog.1 metadata.system.annotationStatus.0=\"completed\"");

        await SetAsync("create", "discard");
        await SetAsync("delete", "discard");
        WireShape.Check(await world.Client.GetAsync($"/items/{item}"),
            $"{Refs} !metadata.system.refs.0.metadata.status !metadata.system.refs.1.metadata.status metadata.system.taskStatusLog.1.status.status=\"discard\" "
            + "metadata.system.taskStatusLog.2.action=\"deleted\" metadata.system.taskStatusLog.2.status.status=\"discard\" !metadata.system.taskStatusLog.3");

        async Task SetAsync(string operation, string status) => (await world.Client.PostAsync(
            $"/assignments/{assignment}/items/{item}/status", new JsonObject { ["operation"] = operation, ["status"] = status })).ExpectOk();
    }

    /// <summary>4.6: by count, not by chance: each subset has its share, and every item one subset.</summary>
    [Theory]
    [InlineData(12, 80, 10, 10)]
    [InlineData(10, 60, 20, 20)]
    [InlineData(3, 80, 10, 10)]
    public async Task Subsets_OfASplit_AreNeverEmpty(int count, int train, int validation, int test)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        for (var i = 0; i < count; i++)
        {
            await world.AddFileAsync($"/{i}.txt");
        }

        (await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/split", $$"""
            {"itemsQuery": {"filter": {"type": "file"}, "page": 0, "pageSize": 2}, "MLSplitList": {"train": {{train}}, "validation": {{validation}}, "test": {{test}} } }
            """)).ExpectOk();

        var sizes = new List<int>();
        foreach (var subset in (string[])["train", "validation", "test"])
        {
            sizes.Add((await world.QueryAsync($$"""{"metadata.system.tags.{{subset}}": true}"""))["totalItemsCount"]!.GetValue<int>());
        }

        Assert.Equal(count, sizes.Sum());
        Assert.All(sizes, size => Assert.True(size > 0));
        Assert.Equal(0, (await world.QueryAsync(
            """{"$and": [{"type": "file"}, {"metadata.system.tags.train": null}, {"metadata.system.tags.validation": null}, {"metadata.system.tags.test": null}]}"""))
            ["totalItemsCount"]!.GetValue<int>());
    }

    private static byte[] Shebang(string metadata, string more) =>
        Encoding.UTF8.GetBytes($$"""{"shebang": "dataloop", "metadata": {{metadata}}{{more}} }""");

    private static byte[] Picture(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(40, 30);
        bitmap.Erase(SKColors.Teal);
        return bitmap.Encode(format, 90).ToArray();
    }

    /// <summary>A JPEG with an EXIF block of one entry, the orientation.</summary>
    private static byte[] Turned(short orientation)
    {
        var jpeg = Picture(SKEncodedImageFormat.Jpeg);
        var exif = new byte[36];
        exif[0] = 0xFF;
        exif[1] = 0xE1;
        BinaryPrimitives.WriteInt16BigEndian(exif.AsSpan(2), 34);
        "Exif\0\0MM\0*"u8.CopyTo(exif.AsSpan(4));
        BinaryPrimitives.WriteInt32BigEndian(exif.AsSpan(14), 8);
        BinaryPrimitives.WriteInt16BigEndian(exif.AsSpan(18), 1);
        BinaryPrimitives.WriteInt16BigEndian(exif.AsSpan(20), 0x0112);
        BinaryPrimitives.WriteInt16BigEndian(exif.AsSpan(22), 3);
        BinaryPrimitives.WriteInt32BigEndian(exif.AsSpan(24), 1);
        BinaryPrimitives.WriteInt16BigEndian(exif.AsSpan(28), orientation);
        return [.. jpeg.AsSpan(0, 2), .. exif, .. jpeg.AsSpan(2)];
    }
}
