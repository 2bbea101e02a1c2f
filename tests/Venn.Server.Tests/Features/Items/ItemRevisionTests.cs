using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Items;

public sealed class ItemRevisionTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Keys = "content createdAt creator current filename id itemId mimetype size stream version";

    [Fact]
    public async Task List_UploadsOverAFile_AreVersionsThatCanBeStreamed()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt", "first");
        (await world.UploadAsync("/a.txt", "second one"u8.ToArray(), mode: "overwrite")).ExpectOk();
        (await world.Client.PatchAsync($"/items/{item}", JsonNode.Parse("""{"metadata":{"user":{"k":1}},"filename":"/b.txt"}"""))).ExpectOk();
        await ReviseAsync(world, item, "third");
        (await world.UploadAsync("/b.txt", "skipped"u8.ToArray(), mode: "skip")).ExpectOk();

        var revisions = (await ListAsync(world.Client, item)).ToList();

        Assert.Equal(["3 True /b.txt 5", "2 False /a.txt 10", "1 False /a.txt 5"], revisions.Select(r =>
            $"{r!["version"]} {r["current"]!.GetValue<bool>()} {r["filename"]} {r["size"]}"));
        Assert.All(revisions, r => Assert.Equal(Keys, string.Join(' ', r!.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal))));
        Assert.Equal(["third", "second one", "first"], await Task.WhenAll(revisions.Select(r => ReadAsync(world.Client, r!))));
        Assert.Equal("third", await world.Client.Http.GetStringAsync($"/api/v1/items/{item}/stream"));
    }

    [Fact]
    public async Task Stream_Range_AnswersPartOfAnEarlierFile()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt", "first");
        await ReviseAsync(world, item, "second");
        var first = (await ListAsync(world.Client, item))[1]!;

        using var request = new HttpRequestMessage(HttpMethod.Get, first["stream"]!.GetValue<string>());
        request.Headers.Range = new RangeHeaderValue(2, 3);
        using var answer = await world.Client.Http.SendAsync(request);

        Assert.Equal((HttpStatusCode.PartialContent, "rs"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task List_AfterARollback_ShowsWhichFileIsCurrent()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt", "first");
        var commit = (await world.Client.GetAsync($"/datasets/{world.DatasetId}/commits"))["items"]![0]!["id"]!.GetValue<string>();
        await ReviseAsync(world, item, "second");
        await world.SucceedAsync(await world.Client.PostAsync($"/datasets/{world.DatasetId}/rollback", new JsonObject { ["ref"] = commit }));

        var revisions = await ListAsync(world.Client, item);

        Assert.Equal(["2 False", "1 True"], revisions.Select(r => $"{r!["version"]} {r["current"]!.GetValue<bool>()}"));
    }

    [Fact]
    public async Task List_OfAClone_GoesOnFromItsSource()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt", "first");
        await ReviseAsync(world, item, "second");
        var clone = await world.CloneAsync("clone");
        var copy = (await world.QueryAsync("{}", clone))["items"]!.AsArray().Single(i => i!["type"]!.GetValue<string>() == "file")!["id"]!.GetValue<string>();
        await ReviseAsync(world, copy, "third");
        await ReviseAsync(world, item, "elsewhere");

        var revisions = await ListAsync(world.Client, copy);

        Assert.Equal(["third", "second", "first"], await Task.WhenAll(revisions.Select(r => ReadAsync(world.Client, r!))));
    }

    /// <summary>What a source had before it was copied is no part of the copy: who is no member of its project does not get it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task List_ItemFromAProjectThatIsNotTheCallers_HoldsWhatCameOverAlone(bool byMerge)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt", "secret");
        await ReviseAsync(world, item, "public");
        var other = await DatasetWorld.CreateAsync(fixture);
        var guest = ServerFixture.NewEmail("guest");
        (await other.Client.PostAsync($"/projects/{other.ProjectId}/members/{guest}", new JsonObject { ["role"] = "engineer" })).ExpectOk();
        var target = byMerge ? await MergeAsync(world, other) : await world.CloneAsync(null, target: other.DatasetId);
        var copy = (await other.QueryAsync("""{"type":"file"}""", target))["items"]![0]!["id"]!.GetValue<string>();
        await ReviseAsync(other, copy, "own");
        var secret = (await ListAsync(world.Client, item))[1]!["id"]!.GetValue<string>();

        var stranger = fixture.Server.ClientOf(guest);
        var seen = await ListAsync(stranger, copy);

        Assert.Equal(["own", "public"], await Task.WhenAll(seen.Select(r => ReadAsync(stranger, r!))));
        (await stranger.GetAsync($"/items/{copy}/revisions/{secret}/stream")).Expect(HttpStatusCode.NotFound);
        Assert.Equal(3, (await ListAsync(other.Client, copy)).Count);
    }

    private static async Task<string> MergeAsync(DatasetWorld from, DatasetWorld into)
    {
        var empty = await into.CreateDatasetAsync("empty");
        var recipe = (await from.GetDatasetAsync())["metadata"]!.DeepClone();
        (await into.Client.PatchAsync($"/datasets/{empty}?system=true", new JsonObject { ["metadata"] = recipe })).ExpectOk();
        await into.SucceedAsync(await into.MergeAsync("merged", from.DatasetId, empty));
        return (await into.Client.PostAsync("/datasets/query", JsonNode.Parse(
            $$$"""{"filter":{"name":"merged"},"context":{"projects":["{{{into.ProjectId}}}"]},"resource":"datasets"}""")))["items"]![0]!["id"]!.GetValue<string>();
    }

    [Fact]
    public async Task List_DirectoryUnknownOrForeignItem_Is404()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/d/a.txt");
        var directory = (await world.QueryAsync("""{"filename":"/d"}"""))["items"]![0]!["id"]!.GetValue<string>();
        var stranger = fixture.Server.ClientOf(ServerFixture.NewEmail("stranger"));

        (await world.Client.GetAsync($"/items/{directory}/revisions")).Expect(HttpStatusCode.NotFound);
        (await world.Client.GetAsync("/items/nonsense/revisions")).Expect(HttpStatusCode.NotFound);
        (await stranger.GetAsync($"/items/{item}/revisions")).Expect(HttpStatusCode.NotFound);
        (await world.Client.GetAsync($"/items/{item}/revisions/{world.DatasetId}/stream")).Expect(HttpStatusCode.NotFound);
    }

    private static async Task<JsonArray> ListAsync(ApiClient client, string item) =>
        (await client.GetAsync($"/items/{item}/revisions")).ExpectOk()["items"]!.AsArray();

    private static async Task<string> ReadAsync(ApiClient client, JsonNode revision) =>
        await client.Http.GetStringAsync(revision["stream"]!.GetValue<string>());

    private static async Task ReviseAsync(DatasetWorld world, string item, string text)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "file", "a.txt" } };
        (await world.Client.SendAsync(HttpMethod.Post, $"/items/{item}/revisions", form)).ExpectOk();
    }
}
