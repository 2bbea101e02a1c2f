using System.Text.Json.Nodes;
using Venn.Client.Errors;
using Venn.Client.Queries;
using Venn.Protocol.Commands;
using Venn.Protocol.Requests;

namespace Venn.Client.Tests.Resources;

public sealed class DatasetsClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clone_DoneAtOnce_CostsNoPoll()
    {
        var server = new FakeServer()
            .Answer("""{"id": "c1", "status": "success", "progress": 100, "spec": {"returnedModelId": "65d1"}}""")
            .Answer("""{"id": "65d1", "name": "night-v2"}""");
        using var client = server.Connect();

        var clone = await client.Datasets.CloneAsync(
            "65d0", new CloneRequest { Name = "night-v2", Filter = Query.All.Where("dir", "/cam1").ToBody() },
            cancellationToken: Token);

        Assert.Equal("night-v2", clone.Name);
        Assert.Equal(["/api/v1/datasets/65d0/clone", "/api/v1/datasets/65d1"], server.Requests.Select(request => request.Path));
        var body = JsonNode.Parse(server.Requests[0].Body)!;
        Assert.Equal("/cam1", body["filter"]!["filter"]!["$and"]![0]!["dir"]!.GetValue<string>());
        Assert.True(body["cloneDatasetParams"]!["withMetadata"]!.GetValue<bool>());
        Assert.Null(body["cloneDatasetParams"]!["targetDatasetId"]);
    }

    [Fact]
    public async Task Clone_TakesTime_IsPolledAndReported()
    {
        var server = new FakeServer()
            .Answer("""{"id": "c1", "status": "created", "progress": 0}""")
            .Answer("""{"id": "c1", "status": "in-progress", "progress": 40}""")
            .Answer("""{"id": "c1", "status": "success", "progress": 100, "spec": {"returnedModelId": "65d1"}}""")
            .Answer("""{"id": "65d1"}""");
        using var client = server.Connect();
        var seen = new Seen();

        await client.Datasets.CloneAsync("65d0", new CloneRequest { Name = "n" }, seen, Token);

        Assert.Equal([0, 40, 100], seen.Progress);
        Assert.Equal("/api/v1/commands/c1", server.Requests[1].Path);
    }

    [Theory]
    [InlineData("\"Dataset with the same name already exists\"", "Dataset with the same name already exists")]
    [InlineData("""{"message": "gone"}""", "gone")]
    [InlineData("null", "the server gave no reason.")]
    public async Task Clone_CommandFails_ThrowsItsReason(string error, string reason)
    {
        using var client = new FakeServer()
            .Answer("""{"id": "c1", "status": "created", "progress": 0}""")
            .Answer($$"""{"id": "c1", "type": "CloneDataset", "status": "failed", "progress": 10, "error": {{error}}}""")
            .Connect();

        var exception = await Assert.ThrowsAsync<VennCommandException>(
            () => client.Datasets.CloneAsync("65d0", new CloneRequest { Name = "n" }, cancellationToken: Token));

        Assert.Equal(reason, exception.Reason);
        Assert.Equal("failed", exception.Command.Status);
    }

    [Fact]
    public async Task Merge_CommandNamesNoDataset_FindsItByName()
    {
        var server = new FakeServer()
            .Answer("""{"id": "c1", "status": "success", "progress": 100, "spec": {"mergeDatasetsConfiguration": {}}}""")
            .Answer("""{"hasNextPage": false, "items": [{"id": "65d9", "name": "a+b"}]}""");
        using var client = server.Connect();

        var merged = await client.Datasets.MergeAsync(
            new MergeRequest { Name = "a+b", DatasetsIds = ["65d0", "65d1"], ProjectIds = ["65p0"] }, cancellationToken: Token);

        Assert.Equal("65d9", merged.Id);
        Assert.Equal("65d0", JsonNode.Parse(server.Requests[0].Body)!["datasetsIds"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task Find_NoSuchName_IsNull()
    {
        using var client = new FakeServer().Answer("""{"hasNextPage": false, "items": [{"id": "1", "name": "night2"}]}""").Connect();
        Assert.Null(await client.Datasets.FindAsync("65p0", "night", Token));
    }

    private sealed class Seen : IProgress<Command>
    {
        public List<double> Progress { get; } = [];

        public void Report(Command value) => Progress.Add(value.Progress);
    }
}
