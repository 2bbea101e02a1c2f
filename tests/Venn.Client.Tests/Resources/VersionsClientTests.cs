using Venn.Client.Errors;
using Venn.Client.Resources;
using Venn.Protocol.Entities;
using Venn.Protocol.Requests;
using Venn.Protocol.Versions.Comparing;

namespace Venn.Client.Tests.Resources;

public sealed class VersionsClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_WalksThePages()
    {
        var server = new FakeServer()
            .Answer("""{"hasNextPage": true, "items": [{"id": "k2", "sequence": 2, "parents": ["k1"], "operation": "update"}]}""")
            .Answer("""{"hasNextPage": false, "items": [{"id": "k1", "sequence": 1, "parents": []}]}""");
        using var client = server.Connect();

        var sequences = new List<long>();
        await foreach (var commit in client.Versions.LogAsync("65d0", pageSize: 1, Token))
        {
            sequences.Add(commit.Sequence);
        }

        Assert.Equal([2, 1], sequences);
        Assert.Equal("/api/v1/datasets/65d0/commits?page=1&pageSize=1", server.Requests[1].Path);
    }

    [Fact]
    public async Task Diff_ReadsTheDocumentedForm()
    {
        var server = new FakeServer().Answer(
            """
            {"from": {"datasetId": "65d0", "commitId": "k1"}, "to": {"datasetId": "65d0", "commitId": "k2"},
             "summary": {"items": {"added": 1, "removed": 0, "changed": 2},
                         "annotations": {"added": 5, "removed": 1, "changed": 0},
                         "labels": {"apple": {"added": 5, "removed": 1, "changed": 0}}},
             "totalItemsCount": 3, "totalPagesCount": 1, "hasNextPage": false,
             "items": [{"id": "i1", "filename": "/cam1/a.jpg", "change": "changed", "keys": ["content"],
                        "annotations": {"added": [{"id": "a1", "type": "box", "label": "apple"}], "removed": [],
                                        "changed": [{"id": "a2", "type": "box", "label": "apple", "keys": ["coordinates"]}]}}]}
            """);
        using var client = server.Connect();

        var diff = await client.Versions.DiffAsync("65d0", from: "k1", cancellationToken: Token);

        Assert.Equal("/api/v1/datasets/65d0/diff?page=0&pageSize=1000&from=k1", server.Requests[0].Path);
        Assert.Equal(5, diff.Summary.Labels["apple"].Added);
        var change = Assert.Single(diff.Items);
        Assert.Equal(["coordinates"], change.Annotations!.Changed[0].Keys);
    }

    [Fact]
    public async Task WalkDiff_LaterPages_NameTheCommitsOfTheFirst()
    {
        var server = new FakeServer()
            .Answer("""{"from": {"commitId": "k1"}, "to": {"commitId": "k2"}, "hasNextPage": true, "items": [{"id": "i1"}]}""")
            .Answer("""{"hasNextPage": false, "items": [{"id": "i2"}]}""");
        using var client = server.Connect();

        var count = 0;
        await foreach (var change in client.Versions.WalkDiffAsync("65d0", cancellationToken: Token))
        {
            count++;
        }

        Assert.Equal(2, count);
        Assert.EndsWith("page=1&pageSize=1000&from=k1&to=k2", server.Requests[1].Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StreamDiff_Lines_AreTheHeadAndThenTheItems()
    {
        var server = new FakeServer().Answer("""{"totalItemsCount": 2, "summary": {"items": {"added": 2}}}""" + "\n{\"id\": \"i1\"}\n{\"id\": \"i2\"}\n");
        using var client = server.Connect();
        Diff? head = null;

        var changes = await client.Versions.StreamDiffAsync("65d0", new DiffRequest { From = "k1", Iou = true }, d => head = d, Token)
            .ToListAsync(Token);

        Assert.Equal("/api/v1/datasets/65d0/diff?lines=true", server.Requests[0].Path);
        Assert.Contains("\"iou\":true", server.Requests[0].Body, StringComparison.Ordinal);
        Assert.Equal(2, head!.Summary.Items.Added);
        Assert.Equal(["i1", "i2"], changes.Select(c => c.Id));
    }

    [Theory]
    [InlineData("{\"id\": \"i1\"}\n")]
    [InlineData("{\"id\": \"i1\"}\n{\"id\": \"i2")]
    [InlineData("{\"id\": \"i1\"}\n{\"id\": \"i2\"}\n{\"id\": \"i3\"}\n")]
    public async Task StreamDiff_ThatEndsElsewhere_IsNotTakenForWhole(string lines)
    {
        using var client = new FakeServer().Answer("{\"totalItemsCount\": 2}\n" + lines).Connect();

        await Assert.ThrowsAsync<VennProtocolException>(
            async () => await client.Versions.StreamDiffAsync("65d0", new DiffRequest(), null, Token).ToListAsync(Token));
    }

    [Fact]
    public async Task Settlements_WalkThePages()
    {
        var server = new FakeServer()
            .Answer("""{"hasNextPage": true, "items": [{"resource": "items", "id": "i1", "keys": [{"key": "k", "side": "ours", "by": "choice"}]}]}""")
            .Answer("""{"hasNextPage": false, "items": [{"resource": "annotations", "id": "a1", "keys": [{"key": null, "side": "theirs", "by": "policy"}]}]}""");
        using var client = server.Connect();

        var settlements = await client.Versions.SettlementsAsync("65d0", "k1", pageSize: 1, Token).ToListAsync(Token);

        Assert.Equal("/api/v1/datasets/65d0/commits/k1/settlements?page=1&pageSize=1", server.Requests[1].Path);
        Assert.Equal(["k ours choice", " theirs policy"], settlements.SelectMany(s => s.Keys).Select(k => $"{k.Key} {k.Side} {k.By}"));
    }

    [Fact]
    public async Task RollBack_WaitsForTheCommand()
    {
        using var client = new FakeServer()
            .Answer("""{"id": "c1", "status": "in-progress", "progress": 0}""")
            .Answer("""{"id": "c1", "status": "success", "progress": 100, "spec": {"commit": "k9"}}""")
            .Connect();

        var done = await client.Versions.RollBackAsync("65d0", new RollbackRequest { Ref = "k1" }, cancellationToken: Token);

        Assert.Equal("k9", done.Spec!["commit"]!.GetValue<string>());
    }

    [Fact]
    public void EnumerateNames_Tree_JoinsPartsByDots()
    {
        LabelNode[] roots =
        [
            new()
            {
                Value = new() { Tag = "vehicle" },
                Children = [new() { Value = new() { Tag = "car" } }],
            },
            new() { Value = new() { Tag = "tree" } },
        ];

        Assert.Equal(["vehicle", "vehicle.car", "tree"], LabelsClient.EnumerateNames(roots));
    }
}
