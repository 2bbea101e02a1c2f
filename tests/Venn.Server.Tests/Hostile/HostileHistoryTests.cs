using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Features.Versions;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Hostile;

/// <summary>History asked by names that name nothing, or what is somebody else's: each refused by name, and nothing written.</summary>
public sealed class HostileHistoryTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    /// <summary>Method, path and body of whatever takes a reference; REF, DATASET, ITEM and NOTE are filled in.</summary>
    private static readonly (string Method, string Path, string? Body)[] Takers =
    [
        ("GET", "/datasets/DATASET?at=REF", null),
        ("GET", "/datasets/DATASET/items?at=REF", null),
        ("GET", "/datasets/DATASET/directoryTree?at=REF", null),
        ("GET", "/datasets/DATASET/diff?at=REF", null),
        ("GET", "/datasets/DATASET/schema?at=REF", null),
        ("POST", "/datasets/DATASET/export/v3?at=REF", "{}"),
        ("GET", "/datasets/DATASET/diff?from=REF", null),
        ("GET", "/datasets/DATASET/diff?to=REF", null),
        ("GET", "/datasets/DATASET/archive?ref=REF", null),
        ("GET", "/items/ITEM?at=REF", null),
        ("GET", "/items/ITEM/stream?at=REF", null),
        ("GET", "/items/ITEM/annotations?at=REF", null),
        ("GET", "/items/ITEM/log?at=REF", null),
        ("GET", "/items/ITEM/blame?at=REF", null),
        ("GET", "/annotations/NOTE?at=REF", null),
        ("GET", "/annotations/NOTE/log?at=REF", null),
        ("GET", "/annotations/NOTE/blame?at=REF", null),
        ("POST", "/datasets/DATASET/query?at=REF", """{"resource": "items", "filter": {}}"""),
        ("POST", "/datasets/DATASET/export?at=REF", """{"exportType": "json"}"""),
        ("POST", "/datasets/DATASET/clone", """{"name": "none", "at": "REF"}"""),
        ("POST", "/datasets/DATASET/snapshots", """{"name": "none", "ref": "REF"}"""),
        ("POST", "/datasets/DATASET/rollback", """{"ref": "REF"}"""),
        ("POST", "/datasets/DATASET/restore", """{"ref": "REF", "filter": {}}"""),
        ("POST", "/datasets/DATASET/verify", """{"ref": "REF"}"""),
        ("POST", "/datasets/DATASET/merge", """{"from": [{"datasetId": "CLONE", "ref": "REF"}], "policy": "theirs"}"""),
        ("POST", "/datasets/DATASET/merge/preview", """{"from": [{"datasetId": "CLONE", "ref": "REF"}], "policy": "theirs"}"""),
        ("POST", "/datasets/DATASET/cherry-pick", """{"commitId": "REF"}"""),
    ];

    /// <summary>What names no state of anybody, and what is somebody else's.</summary>
    private static readonly string[] Wrong =
    [
        "zzz", "0", "00000", "g00000000000000000000001", "0000000000000000000000001", "-1", "2026-01-31", "2026-01-31T12:00:00",
        "2026-13-31T12:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "fffffffffffffffffffffffe", "000000000000000000000000",
        "@head", "zzz@head", "000000000000000000000001@head",
    ];

    [Fact]
    public async Task Reference_ThatNamesNothing_IsRefusedByNameAndWritesNothing()
    {
        var world = await WorldAsync();
        var before = await WrittenAsync(world);

        foreach (var reference in Wrong.Append(NextCommit(before)))
        {
            foreach (var taker in Takers)
            {
                var answer = await SendAsync(world, taker, reference);
                ExpectRefused(answer, taker.Path, reference);
            }
        }

        Assert.Equal(before, await WrittenAsync(world));
    }

    [Fact]
    public async Task Reference_OfAProjectThatIsNotTheCallers_IsRefusedAsIfItWereNot()
    {
        var owner = await WorldAsync();
        var snapshot = (await owner.World.Client.PostAsync(
            $"/datasets/{owner.World.DatasetId}/snapshots", new JsonObject { ["name"] = "secret name" })).ExpectOk().Id;
        string[] foreign = [await owner.World.HeadAsync(), snapshot, owner.World.DatasetId];
        var stranger = await WorldAsync(ServerFixture.NewEmail("stranger"));
        var before = await WrittenAsync(stranger);

        foreach (var reference in foreign)
        {
            foreach (var taker in Takers)
            {
                var answer = await SendAsync(stranger, taker, reference);
                ExpectRefused(answer, taker.Path, reference);
                Assert.DoesNotContain("secret name", answer.Text, StringComparison.Ordinal);
            }
        }

        Assert.Equal(before, await WrittenAsync(stranger));
    }

    [Theory]
    [InlineData("""{"policy": "sideways"}""", "policy")]
    [InlineData("""{"policy": 3}""", "policy")]
    [InlineData("""{"from": []}""", "from")]
    [InlineData("""{"from": "all"}""", "from")]
    [InlineData("""{"from": [{"datasetId": 7}]}""", "datasetId")]
    [InlineData("""{"expectedHead": "zzz"}""", "expectedHead")]
    [InlineData("""{"choices": {"id": "x"}}""", "choices")]
    [InlineData("""{"choices": [{"relation": "items", "id": "zzz", "whole": "ours"}]}""", "zzz")]
    [InlineData("""{"choices": [{"relation": "people", "id": "ITEM", "whole": "ours"}]}""", "relation")]
    [InlineData("""{"choices": [{"relation": "items", "id": "ITEM", "whole": "both"}]}""", "whole")]
    [InlineData("""{"choices": [{"relation": "items", "id": "ITEM"}]}""", "choices[0]")]
    [InlineData("""{"choices": [{"relation": "items", "id": "ITEM", "fields": {"metadata.user.k": "none"}}]}""", "metadata.user.k")]
    [InlineData("""{"choices": [{"relation": "items", "id": "ITEM", "whole": "ours"}, {"relation": "items", "id": "ITEM", "whole": "theirs"}]}""", "ITEM")]
    [InlineData("""{"choices": [{"relation": "annotations", "id": "NOTE", "whole": "ours"}]}""", "NOTE")]
    public async Task Merge_MalformedOrUnknown_Is4xxThatNamesItAndWritesNothing(string more, string named)
    {
        var (world, clone, item) = await HistoryWorld.ConflictAsync(fixture);
        var note = (await world.AnnotateAsync(item, "x"))[0]!["id"]!.GetValue<string>();
        var head = await world.HeadAsync();
        string Fill(string text) => text.Replace("ITEM", item, StringComparison.Ordinal).Replace("NOTE", note, StringComparison.Ordinal);
        var body = HistoryWorld.From(clone);
        foreach (var (name, value) in JsonNode.Parse(Fill(more))!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        var answer = await world.Client.PostAsync($"/datasets/{world.DatasetId}/merge", body);

        Assert.True(answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.Conflict, answer.Text);
        Assert.Contains(Fill(named), answer.Message, StringComparison.Ordinal);
        Assert.Equal(head, await world.HeadAsync());
    }

    private static void ExpectRefused(ApiAnswer answer, string path, string reference)
    {
        Assert.True(
            answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, $"{path} with {reference}: {(int)answer.Status} {answer.Text}");
        Assert.True(answer.Message.Contains(reference, StringComparison.Ordinal), $"{path} with {reference} says: {answer.Message}");
    }

    private async Task<History> WorldAsync(string? email = null)
    {
        var world = await DatasetWorld.CreateAsync(fixture, email);
        var item = await world.AddFileAsync("/a.txt");
        var note = (await world.AnnotateAsync(item, "x"))[0]!["id"]!.GetValue<string>();
        return new History(world, item, note, await world.CloneAsync("clone"));
    }

    /// <summary>One behind the last of the dataset's own.</summary>
    private static string NextCommit(string written)
    {
        var head = written.Split(' ')[0];
        return head[..^1] + (char)(head[^1] == '9' ? 'a' : head[^1] + 1);
    }

    private static Task<ApiAnswer> SendAsync(History at, (string Method, string Path, string? Body) taker, string reference)
    {
        string Fill(string text, string name) => text.Replace("DATASET", at.World.DatasetId, StringComparison.Ordinal)
            .Replace("CLONE", at.Copied, StringComparison.Ordinal).Replace("ITEM", at.Item, StringComparison.Ordinal)
            .Replace("NOTE", at.Note, StringComparison.Ordinal).Replace("REF", name, StringComparison.Ordinal);
        return at.World.Client.SendAsync(
            new HttpMethod(taker.Method), Fill(taker.Path, Uri.EscapeDataString(reference)),
            taker.Body is null ? null : JsonNode.Parse(Fill(taker.Body, reference)));
    }

    /// <summary>The heads of the datasets, and how many there are of what could be made by mistake.</summary>
    private static async Task<string> WrittenAsync(History at)
    {
        var world = at.World;
        var datasets = await world.Client.PostTextAsync("/datasets/query", $$"""{"context": {"projects": ["{{world.ProjectId}}"]} }""");
        var snapshots = await world.Client.GetAsync($"/datasets/{world.DatasetId}/snapshots");
        var deleted = await world.Client.GetAsync($"/projects/{world.ProjectId}/datasets/deleted");
        return $"{await world.HeadAsync()} {await world.HeadAsync(at.Copied)} {datasets["totalItemsCount"]} {snapshots["totalItemsCount"]} {deleted["totalItemsCount"]}";
    }

    private sealed record History(DatasetWorld World, string Item, string Note, string Copied);
}
