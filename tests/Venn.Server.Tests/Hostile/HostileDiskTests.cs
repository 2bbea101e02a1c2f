using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Hostile;

/// <summary>What the disk gives back is not what was written: it is named, mended where it can be, never served as good.</summary>
public sealed class HostileDiskTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("venn-hostile-disk-").FullName;

    [Theory]
    [InlineData("bytes=10-20")]
    [InlineData("bytes=90000-")]
    [InlineData("bytes=-5")]
    public async Task Stream_PartOfADamagedBinary_IsNamedAndNotServed(string range)
    {
        await using var server = await TestServer.StartAsync(data);
        var client = server.ClientOf();
        var content = RandomNumberGenerator.GetBytes(100_000);
        var item = await UploadAsync(client, await CreateDatasetAsync(client), "/a.bin", content);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        Assert.Equal(HttpStatusCode.PartialContent, (await ReadPartAsync(client, item, range)).Status);

        var file = Path.Combine(data, "blobs", hash[..2], hash[2..4], hash);
        content[50_000] ^= 1;
        await File.WriteAllBytesAsync(file, content);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddSeconds(5));
        var answer = await ReadPartAsync(client, item, range);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Contains(hash, answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("cut")]
    [InlineData("delete")]
    public async Task Start_DamagedSegments_AreMadeAgainAndSaid(string damage)
    {
        string dataset, before;
        await using (var server = await StartWithSmallSegmentsAsync([]))
        {
            var client = server.ClientOf();
            dataset = await CreateDatasetAsync(client);
            for (var i = 0; i < 40; i++)
            {
                await UploadAsync(client, dataset, $"/{i}.bin", [(byte)i]);
            }

            before = await QueryAsync(client, dataset);
        }

        var segments = Directory.GetFiles(Path.Combine(data, "segments"), "*", SearchOption.AllDirectories);
        Assert.NotEmpty(segments);
        foreach (var segment in segments)
        {
            Damage(segment, damage);
        }

        var said = new List<string>();
        await using var again = await StartWithSmallSegmentsAsync(said);

        Assert.Equal(before, await QueryAsync(again.ClientOf(), dataset));
        Assert.True(damage == "delete" || said.Count > 0, "nothing was said of the damaged segments");
    }

    public void Dispose() => Directory.Delete(data, recursive: true);

    private Task<TestServer> StartWithSmallSegmentsAsync(List<string> said) => TestServer.StartAsync(data, options => options with
    {
        SegmentRowLimit = 8,
        Report = message =>
        {
            lock (said)
            {
                said.Add(message);
            }
        },
    });

    private static void Damage(string file, string how)
    {
        var bytes = File.ReadAllBytes(file);
        File.Delete(file);
        if (how == "flip")
        {
            for (var i = 64; i < bytes.Length; i += 7)
            {
                bytes[i] ^= 0x55;
            }
        }

        if (how != "delete")
        {
            File.WriteAllBytes(file, how == "cut" ? bytes[..(bytes.Length / 2)] : bytes);
        }
    }

    private static async Task<string> CreateDatasetAsync(ApiClient client) => (await client.PostTextAsync(
        "/datasets", $$"""{"name": "d", "projects": ["{{await client.CreateProjectAsync(ServerFixture.NewName("disk"))}}"]}""")).ExpectOk().Id;

    private static async Task<string> UploadAsync(ApiClient client, string dataset, string path, byte[] content) =>
        (await client.SendAsync(HttpMethod.Post, $"/datasets/{dataset}/items", new MultipartFormDataContent
        {
            { new StringContent(path), "path" }, { new ByteArrayContent(content), "file", "x.bin" },
        })).ExpectOk().Id;

    private static async Task<string> QueryAsync(ApiClient client, string dataset)
    {
        var page = (await client.PostTextAsync(
            $"/datasets/{dataset}/query", """{"resource": "items", "filter": {"metadata.system.size": {"$gt": 0}}}""")).ExpectOk();
        return string.Join(' ', page["items"]!.AsArray().Select(i => $"{i!["id"]}{i["filename"]}"));
    }

    private static async Task<ApiAnswer> ReadPartAsync(ApiClient client, string item, string range)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/items/{item}/stream");
        request.Headers.Range = RangeHeaderValue.Parse(range);
        using var response = await client.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var isJson = response.Content.Headers.ContentType?.MediaType == "application/json";
        return new ApiAnswer(response.StatusCode, isJson ? System.Text.Json.Nodes.JsonNode.Parse(text) : null, text, isJson, null);
    }
}
