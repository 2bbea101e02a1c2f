using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.IO.Hashing;
using System.Net;
using System.Text;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;
using Venn.Server.Tests.Routes;

namespace Venn.Server.Tests.Hostile;

/// <summary>Files made to hurt who looks into them: stored as they are, their facts left out, no memory taken for what they claim.</summary>
public sealed class HostileFileTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    /// <summary>Ten thousand megapixels, as claimed, would be 14 GB decoded.</summary>
    private const int ClaimedEdge = 60_000;

    private static byte[] Pixel => Convert.FromBase64String(RouteBodies.Png);

    public static TheoryData<string, byte[]> Files => new()
    {
        { "/bomb.png", PngOf(ClaimedEdge, ClaimedEdge) },
        { "/bomb-of-lines.png", PngOf(1, int.MaxValue) },
        { "/nothing.png", PngOf(0, 0) },
        { "/cut.png", Pixel[..40] },
        { "/cut.jpg", [0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x10, 0x4A, 0x46, 0x49, 0x46] },
        { "/exif-loop.jpg", JpegWithExif(ExifLoop()) },
        { "/exif-huge.jpg", JpegWithExif(ExifHuge()) },
        { "/exif-endless.tif", [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x0F, 1, 2, 0, 0xFF, 0xFF, 0xFF, 0x7F, 8, 0, 0, 0, 8, 0, 0, 0] },
        { "/wide.gif", [.. "GIF89a"u8, 0xFF, 0xFF, 0xFF, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0x2C, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 12, 0xFF] },
        { "/wide.webp", [.. "RIFF"u8, 0xFF, 0xFF, 0xFF, 0xFF, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0x10, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] },
        { "/entities.svg", Encoding.ASCII.GetBytes("""<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]><svg width="&c;">&c;</svg>""") },
        { "/outside.svg", Encoding.ASCII.GetBytes("""<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>""") },
        { "/cut.mp4", [0, 0, 0, 0x18, .. "ftypmp42"u8, 0, 0, 0, 0] },
        { "/box-of-everything.mp4", [0, 0, 0, 0x18, .. "ftypmp42"u8, 0, 0, 0, 0, .. "mp42isom"u8, 0, 0, 0, 1, .. "moov"u8, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] },
        { "/nested.mp4", [.. NestedBoxes(20_000)] },
        { "/cut.wav", [.. "RIFF"u8, 0xFF, 0xFF, 0xFF, 0x7F, .. "WAVEfmt "u8, 0xFF, 0xFF, 0xFF, 0xFF] },
        { "/claims.webm", [0x1A, 0x45, 0xDF, 0xA3, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE] },
        { "/deep.json", Encoding.ASCII.GetBytes("{\"shebang\":\"dataloop\",\"metadata\":" + string.Concat(Enumerable.Repeat("{\"a\":", 50_000))) },
        { "/twice.json", Encoding.ASCII.GetBytes("{\"shebang\":\"dataloop\",\"metadata\":{},\"metadata\":5}") },
        { "/link.json", Encoding.ASCII.GetBytes("{\"type\":\"link\",\"shebang\":\"dataloop\",\"metadata\":{\"dltype\":\"link\",\"linkInfo\":{\"type\":\"url\",\"ref\":\"file:///etc/passwd\"}}}") },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Upload_FileMadeToHurt_IsKeptAsItIs_AndItsThumbnailIsNoDisaster(string path, byte[] content)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var before = Resident();

        var item = (await world.UploadAsync(path, content)).ExpectOk();
        var thumbnail = await world.Client.GetAsync($"/items/{item.Id}/thumbnail");
        var again = (await world.Client.GetAsync($"/items/{item.Id}")).ExpectOk();
        using var stream = await world.Client.Http.GetAsync($"/api/v1/items/{item.Id}/stream", TestContext.Current.CancellationToken);

        Assert.InRange((int)thumbnail.Status, 200, 499);
        Assert.Equal(content.Length, again["metadata"]!["system"]!["size"]!.GetValue<int>());
        Assert.Equal(content, await stream.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        // The server is this process: what it took for the picture would be seen here. Other tests run beside.
        Assert.InRange(Resident() - before, long.MinValue, 1500L << 20);
    }

    /// <summary>What is claimed is told, for masks are drawn by it; but nothing is decoded.</summary>
    [Fact]
    public async Task Thumbnail_OfAPictureTooLargeToDecode_Is404()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = (await world.UploadAsync("/bomb.png", PngOf(ClaimedEdge, ClaimedEdge))).ExpectOk();

        var answer = await world.Client.GetAsync($"/items/{item.Id}/thumbnail");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
    }

    private static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static byte[] PngOf(int width, int height)
    {
        using var png = new MemoryStream();
        png.Write([0x89, .. "PNG\r\n"u8, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 6);
        WriteChunk(png, "IHDR"u8, header);
        using var data = new MemoryStream();
        using (var zeros = new ZLibStream(data, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            // As much as makes a decoder go on: a few thousand lines.
            var line = new byte[1 << 20];
            for (var i = 0; i < 64; i++)
            {
                zeros.Write(line);
            }
        }

        WriteChunk(png, "IDAT"u8, data.ToArray());
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static void WriteChunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        var crc = new Crc32();
        crc.Append(type);
        crc.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc.GetCurrentHashAsUInt32());
        png.Write(number);
    }

    private static byte[] JpegWithExif(byte[] tiff)
    {
        byte[] body = [.. "Exif\0\0"u8, .. tiff];
        return [0xFF, 0xD8, 0xFF, 0xE1, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body, 0xFF, 0xD9];
    }

    // A directory whose next directory, and whose Exif directory, are itself.
    private static byte[] ExifLoop() =>
        [.. "MM\0*"u8, 0, 0, 0, 8, 0, 2, 0x87, 0x69, 0, 4, 0, 0, 0, 1, 0, 0, 0, 8, 0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 8];

    // One text of 2 GB, and 65,535 entries that are not there.
    private static byte[] ExifHuge() =>
        [.. "MM\0*"u8, 0, 0, 0, 8, 0xFF, 0xFF, 0x01, 0x0F, 0, 2, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 8];

    private static IEnumerable<byte> NestedBoxes(int depth)
    {
        byte[] head = [0, 0, 0, 0x18, .. "ftypmp42"u8, 0, 0, 0, 0, .. "mp42isom"u8];
        var boxes = new byte[depth * 8];
        for (var i = 0; i < depth; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(boxes.AsSpan(i * 8), (depth - i) * 8);
            (i == 0 ? "moov"u8 : "trak"u8).CopyTo(boxes.AsSpan((i * 8) + 4));
        }

        return [.. head, .. boxes];
    }
}
