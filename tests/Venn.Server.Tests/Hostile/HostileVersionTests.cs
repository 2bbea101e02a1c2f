using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Hostile;

/// <summary>Versions asked for what cannot be.</summary>
public sealed class HostileVersionTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly string LongDirectory = "/" + new string('x', 4090);

    [Fact]
    public async Task Clone_IntoADirectoryThatMakesPathsTooLong_FailsAndMakesNothing()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/folder/file.txt");

        var end = await world.FinishAsync(await world.Client.PostAsync($"/datasets/{world.DatasetId}/clone", new JsonObject
        {
            ["name"] = "too long",
            ["cloneDatasetParams"] = new JsonObject { ["targetDirectory"] = LongDirectory },
        }));

        Assert.Equal("failed", end["status"]!.GetValue<string>());
        Assert.Contains("4096 bytes", end["error"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(1, await CountDatasetsAsync(world));
    }

    [Fact]
    public async Task Move_OfADirectoryThatMakesPathsTooLong_Is400AndMovesNothing()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/folder/file.txt");
        var folder = await world.ValuesAsync("""{"type": "dir"}""", "id");

        var answer = await world.Client.PatchAsync($"/items/{folder}", new JsonObject { ["filename"] = LongDirectory });

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("4096 bytes", answer.Message, StringComparison.Ordinal);
        Assert.Equal("/folder /folder/file.txt", await world.ValuesAsync("{}"));
    }

    [Fact]
    public async Task Clone_WhileItsSourceIsDeleted_IsWholeOrNamesTheSource()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        for (var round = 0; round < 10; round++)
        {
            var source = await world.CreateDatasetAsync($"source {round}");
            await world.AddFileAsync("/a.txt", dataset: source);

            var clones = Enumerable.Range(0, 3).Select(i => Task.Run(() => world.Client.PostAsync(
                $"/datasets/{source}/clone", new JsonObject { ["name"] = $"clone {round} {i}" }))).ToList();
            var deleted = Task.Run(() => world.Client.DeleteAsync($"/datasets/{source}"));

            Assert.Equal(HttpStatusCode.NoContent, (await deleted).Status);
            foreach (var answer in await Task.WhenAll(clones))
            {
                await ExpectWholeOrNamedAsync(world, answer, source);
            }
        }
    }

    [Fact]
    public async Task Snapshot_EndlessMessage_Is400()
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        var answer = await world.Client.PostAsync(
            $"/datasets/{world.DatasetId}/snapshots", new JsonObject { ["name"] = "a", ["message"] = new string('m', 1 << 20) });

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith("message:", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_FileThatClaimsAShebangWithHalfASurrogatePair_IsAFileLikeAnyOther()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        const string Content = """{"shebang": "dataloop", "metadata": {"x": "\ud800"}}""";

        var item = (await world.UploadAsync("/x.json", Encoding.UTF8.GetBytes(Content))).ExpectOk().Id;

        Assert.Equal(Content, (await world.Client.GetAsync($"/items/{item}/stream")).Text);
    }

    private static async Task ExpectWholeOrNamedAsync(DatasetWorld world, ApiAnswer answer, string source)
    {
        if (answer.Status == HttpStatusCode.NotFound)
        {
            Assert.Contains(source, answer.Message, StringComparison.Ordinal);
            return;
        }

        var end = await world.FinishAsync(answer);
        if (end["status"]!.GetValue<string>() == "failed")
        {
            Assert.Contains(source, end["error"]!.GetValue<string>(), StringComparison.Ordinal);
            return;
        }

        var clone = end["spec"]!["returnedModelId"]!.GetValue<string>();
        Assert.Equal("/a.txt", await world.ValuesAsync("{}", dataset: clone));
    }

    private static async Task<int> CountDatasetsAsync(DatasetWorld world) => (await world.Client.PostAsync(
        "/datasets/query", JsonNode.Parse($$"""{"resource": "datasets", "filter": {}, "context": {"projects": ["{{world.ProjectId}}"]} }""")))
        .ExpectOk()["totalItemsCount"]!.GetValue<int>();
}
