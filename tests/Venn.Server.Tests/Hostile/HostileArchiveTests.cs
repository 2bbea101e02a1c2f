using System.IO.Compression;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Hostile;

/// <summary>Archives that are cut short, altered or of another time: refused with the reason, and no trace is left.</summary>
public sealed class HostileArchiveTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Manifest = "manifest.json";
    private const string Items = "items.ndjson";

    /// <summary>Bytes kept of an archive: from its front when not negative, else all but so many.</summary>
    public static TheoryData<int> Cuts => [0, 1, 4, 29, 100, 300, -1, -21, -22, -23, -60, -100, -200];

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Import_CutShort_FailsWithTheReasonAndLeavesNothing(int kept)
    {
        var world = await FilledAsync();
        var archive = await DownloadAsync(world);

        await ExpectRefusedAsync(world, kept >= 0 ? archive[..kept] : archive[..^-kept], "archive");
    }

    [Theory]
    [InlineData(Manifest, "\"version\":2", "\"version\":3", "version 3")]
    [InlineData(Manifest, "\"version\":2", "\"version\":1", "version 1")]
    [InlineData(Manifest, "\"version\":2", "\"version\":\"x\"", "archive")]
    [InlineData(Manifest, "\"version\":2", "\"version\":99999999999999", "archive")]
    [InlineData(Manifest, "venn-snapshot", "other", "manifest")]
    [InlineData(Manifest, "sha256:", "sha256:0", "digest")]
    [InlineData(Manifest, "{", "[", "archive")]
    [InlineData(Items, "/a.txt", "/b.txt", "items.ndjson")]
    [InlineData(Items, "{", "", "archive")]
    [InlineData(Items, "\n", "\n\n", "archive")]
    public async Task Import_AnEntryAltered_FailsWithTheReasonAndLeavesNothing(string entry, string from, string to, string reason)
    {
        var world = await FilledAsync();
        var archive = Alter(await DownloadAsync(world), entry, text => Replace(text, from, to));

        await ExpectRefusedAsync(world, archive, reason);
    }

    [Theory]
    [InlineData(Manifest)]
    [InlineData(Items)]
    [InlineData("blobs/")]
    public async Task Import_AnEntryMissingOrAnothers_FailsWithTheReasonAndLeavesNothing(string entry)
    {
        // A server of its own: this one has the binaries.
        await using var other = await TestServer.StartAsync();
        var project = await other.ClientOf().CreateProjectAsync("p");
        var archive = await DownloadAsync(await FilledAsync());

        await ExpectRefusedAsync(other.ClientOf(), project, Alter(archive, entry, _ => null), "archive");
        await ExpectRefusedAsync(other.ClientOf(), project, Alter(archive, entry, _ => "something else"), "archive");
    }

    [Fact]
    public async Task Import_AManifestThatUnpacksToGigabytes_FailsInBoundedMemory()
    {
        var world = await FilledAsync();
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using var entry = await zip.CreateEntry(Manifest).OpenAsync(TestContext.Current.CancellationToken);
            var blanks = new byte[1 << 20];
            blanks.AsSpan().Fill((byte)' ');
            for (var i = 0; i < 64; i++)
            {
                await entry.WriteAsync(blanks, TestContext.Current.CancellationToken);
            }
        }

        await ExpectRefusedAsync(world, stream.ToArray(), "manifest");
    }

    private static Task ExpectRefusedAsync(DatasetWorld world, byte[] archive, string reason) =>
        ExpectRefusedAsync(world.Client, world.ProjectId, archive, reason);

    private static async Task ExpectRefusedAsync(ApiClient client, string project, byte[] archive, string reason)
    {
        var before = await CountAsync(client, project);
        var command = (await client.SendAsync(
            HttpMethod.Post, $"/projects/{project}/archives?name=none", new ByteArrayContent(archive))).ExpectOk();
        for (var tries = 0; tries < 400 && command["status"]!.GetValue<string>() is not ("success" or "failed" or "aborted"); tries++)
        {
            await Task.Delay(Math.Min(25, 1 << Math.Min(tries, 5)), TestContext.Current.CancellationToken);
            command = (await client.GetAsync($"/commands/{command.Id}")).ExpectOk();
        }

        Assert.True(command["status"]!.GetValue<string>() == "failed", command.Text);
        Assert.Contains(reason, command["error"]!.GetValue<string>(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(before, await CountAsync(client, project));
    }

    private static async Task<string> CountAsync(ApiClient client, string project)
    {
        var datasets = await client.PostTextAsync("/datasets/query", $$"""{"context": {"projects": ["{{project}}"]} }""");
        var deleted = await client.GetAsync($"/projects/{project}/datasets/deleted");
        return $"{datasets["totalItemsCount"]} {deleted["totalItemsCount"]}";
    }

    private async Task<DatasetWorld> FilledAsync()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AnnotateAsync(await world.AddFileAsync("/a.txt", metadata: """{"user": {"k": 1}}"""), "x");
        return world;
    }

    private static Task<byte[]> DownloadAsync(DatasetWorld world) =>
        world.Client.Http.GetByteArrayAsync($"/api/v1/datasets/{world.DatasetId}/archive", TestContext.Current.CancellationToken);

    private static string Replace(string text, string from, string to)
    {
        Assert.Contains(from, text, StringComparison.Ordinal);
        return text.Replace(from, to, StringComparison.Ordinal);
    }

    /// <summary>The archive with the first entry of that name, or in that directory, written anew; without it for null.</summary>
    private static byte[] Alter(byte[] archive, string entry, Func<string, string?> alter)
    {
        var stream = new MemoryStream();
        stream.Write(archive);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            var found = zip.Entries.First(e => e.FullName.StartsWith(entry, StringComparison.Ordinal));
            string text;
            using (var reader = new StreamReader(found.Open()))
            {
                text = reader.ReadToEnd();
            }

            var name = found.FullName;
            found.Delete();
            if (alter(text) is { } altered)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(altered);
            }
        }

        return stream.ToArray();
    }
}
