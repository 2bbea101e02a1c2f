using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Versions;

/// <summary>An archive may name a binary that it does not bring only where its importer could read that binary anyway.</summary>
public sealed class ArchiveBinariesTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Import_ByAStranger_OfHashesAlone_IsRefusedAndNamesThem(bool claimsBinaries)
    {
        var world = await SecretAsync();
        var archive = await DownloadAsync(world, claimsBinaries);
        var stranger = fixture.Server.ClientOf(ServerFixture.NewEmail("stranger"));
        var project = await stranger.CreateProjectAsync(ServerFixture.NewName("own"));

        var end = await ImportAsync(stranger, project, archive, "stolen");

        Assert.Equal("failed", end["status"]!.GetValue<string>());
        Assert.Contains(await HashAsync(world), end["error"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(0, (await stranger.PostTextAsync("/datasets/query", "{}")).ExpectOk()["totalItemsCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task Import_ByAStranger_WithTheBytes_IsTheirs()
    {
        var world = await SecretAsync();
        var archive = await world.Client.Http.GetByteArrayAsync(
            $"/api/v1/datasets/{world.DatasetId}/archive", TestContext.Current.CancellationToken);
        var stranger = fixture.Server.ClientOf(ServerFixture.NewEmail("stranger"));
        var project = await stranger.CreateProjectAsync(ServerFixture.NewName("own"));

        await ExpectReadableAsync(stranger, await ImportAsync(stranger, project, archive, "given"));
    }

    [Fact]
    public async Task Import_ByAReaderOfAnotherProject_OfHashesAlone_IsTaken()
    {
        var world = await SecretAsync();
        var archive = await DownloadAsync(world);
        var email = ServerFixture.NewEmail("reader");
        (await world.Client.PostAsync($"/projects/{world.ProjectId}/members/{email}", new JsonObject { ["role"] = "annotator" })).ExpectOk();
        var reader = fixture.Server.ClientOf(email);
        var project = await reader.CreateProjectAsync(ServerFixture.NewName("own"));

        await ExpectReadableAsync(reader, await ImportAsync(reader, project, archive, "taken"));

        (await world.Client.DeleteAsync($"/projects/{world.ProjectId}/members/{email}")).ExpectOk();
        var other = await reader.CreateProjectAsync(ServerFixture.NewName("later"));
        // What they have by now is theirs to lend; what they never took is not.
        await ExpectReadableAsync(reader, await ImportAsync(reader, other, archive, "again"));
        await world.AddFileAsync("/new.txt", "written later");
        var end = await ImportAsync(reader, other, await DownloadAsync(world), "refused");
        Assert.Equal("failed", end["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Import_OfHashesThatOnlyASnapshotHolds_IsTaken_AndOfThoseThatNothingKeepsByName_IsRefused()
    {
        var world = await SecretAsync();
        var archive = await DownloadAsync(world);
        (await world.Client.PostAsync($"/datasets/{world.DatasetId}/snapshots", new JsonObject { ["name"] = "kept" })).ExpectOk();
        var item = (await world.QueryAsync("""{"type": "file"}"""))["items"]![0]!["id"]!.GetValue<string>();
        (await world.Client.DeleteAsync($"/items/{item}")).ExpectOk();

        await ExpectReadableAsync(world.Client, await ImportAsync(world.Client, world.ProjectId, archive, "of the snapshot"));

        var bare = await SecretAsync();
        var gone = await DownloadAsync(bare);
        (await bare.Client.DeleteAsync($"/datasets/{bare.DatasetId}")).ExpectOk();
        var end = await ImportAsync(bare.Client, bare.ProjectId, gone, "of nothing");
        Assert.Contains("Export it with its binaries", end["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    /// <summary>A size that is not the binary's would promise bytes that do not come.</summary>
    [Fact]
    public async Task Import_OfAHashWithAnotherSize_IsRefused()
    {
        var world = await SecretAsync();
        var archive = Alter(await DownloadAsync(world), "items.ndjson", text => text.Replace("\"sizeBytes\":4", "\"sizeBytes\":5", StringComparison.Ordinal));

        var end = await ImportAsync(world.Client, world.ProjectId, archive, "longer");

        Assert.Equal("failed", end["status"]!.GetValue<string>());
        Assert.Contains("size", end["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static int secrets;

    private string secret = "";

    private async Task<DatasetWorld> SecretAsync()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        secret = $"secret {Interlocked.Increment(ref secrets)} {new string('s', 32)}";
        await world.AddFileAsync("/a.txt", secret);
        return world;
    }

    private async Task ExpectReadableAsync(ApiClient client, ApiAnswer end)
    {
        Assert.True(end["status"]!.GetValue<string>() == "success", end.Text);
        var item = (await client.PostTextAsync($"/datasets/{end["spec"]!["datasetId"]}/query", """{"filter": {"type": "file"}}"""))["items"]![0]!;
        Assert.Equal(secret, (await client.GetAsync($"/items/{item["id"]}/stream")).ExpectOk().Text);
    }

    private static async Task<string> HashAsync(DatasetWorld world)
    {
        var item = (await world.QueryAsync("""{"type": "file"}"""))["items"]![0]!["id"]!.GetValue<string>();
        using var answer = await world.Client.Http.GetAsync($"/api/v1/items/{item}/stream", TestContext.Current.CancellationToken);
        return answer.Headers.ETag!.Tag.Trim('"');
    }

    private static async Task<byte[]> DownloadAsync(DatasetWorld world, bool claimsBinaries = false)
    {
        var archive = await world.Client.Http.GetByteArrayAsync(
            $"/api/v1/datasets/{world.DatasetId}/archive?binaries=false", TestContext.Current.CancellationToken);
        return claimsBinaries
            ? Alter(archive, "manifest.json", text => text.Replace("\"hasBinaries\":false", "\"hasBinaries\":true", StringComparison.Ordinal))
            : archive;
    }

    private static async Task<ApiAnswer> ImportAsync(ApiClient client, string project, byte[] archive, string name)
    {
        var command = (await client.SendAsync(
            HttpMethod.Post, $"/projects/{project}/archives?name={Uri.EscapeDataString(name)}", new ByteArrayContent(archive))).ExpectOk();
        for (var tries = 0; tries < 400 && command["status"]!.GetValue<string>() is not ("success" or "failed"); tries++)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
            command = (await client.GetAsync($"/commands/{command.Id}")).ExpectOk();
        }

        return command;
    }

    /// <summary>The archive with an entry altered, and the hash of its items mended.</summary>
    private static byte[] Alter(byte[] archive, string entry, Func<string, string> change)
    {
        var stream = new MemoryStream();
        stream.Write(archive);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            var before = Read(zip, entry);
            var after = change(before);
            Assert.NotEqual(before, after);
            Write(zip, entry, after);
            var manifest = JsonNode.Parse(Read(zip, "manifest.json"))!;
            manifest["itemsHash"] = Convert.ToHexStringLower(
                System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(Read(zip, "items.ndjson"))));
            Write(zip, "manifest.json", manifest.ToJsonString());
        }

        return stream.ToArray();
    }

    private static string Read(ZipArchive zip, string entry)
    {
        using var reader = new StreamReader(zip.GetEntry(entry)!.Open());
        return reader.ReadToEnd();
    }

    private static void Write(ZipArchive zip, string entry, string text)
    {
        zip.GetEntry(entry)!.Delete();
        using var writer = new StreamWriter(zip.CreateEntry(entry).Open());
        writer.Write(text);
    }
}
