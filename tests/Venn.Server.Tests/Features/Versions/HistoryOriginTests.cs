using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Versions;

public sealed class HistoryOriginTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Log_AndBlame_TellTheCommitThroughCloneAndMerge()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt", metadata: """{"user": {"k": 1, "stays": 1}}""");
        var uploaded = await world.HeadAsync();
        var clone = await world.CloneAsync("clone");
        var theirs = HistoryWorld.In(item, clone);
        await world.SetAsync(theirs, "k", 2);
        var edited = await world.HeadAsync(clone);
        var annotation = (await world.AnnotateAsync(theirs, "apple"))[0]!["id"]!.GetValue<string>();
        var annotated = await world.HeadAsync(clone);
        await world.SucceedAsync(await world.Client.PostAsync($"/datasets/{world.DatasetId}/merge", HistoryWorld.From(clone)));

        var log = (await world.Client.GetAsync($"/items/{item}/log")).ExpectOk()["items"]!.AsArray();
        var blame = (await world.Client.GetAsync($"/items/{item}/blame")).ExpectOk();
        var ofAnnotation = (await world.Client.GetAsync($"/annotations/{annotation}/blame")).ExpectOk();
        var logOfAnnotation = (await world.Client.GetAsync($"/annotations/{annotation}/log")).ExpectOk();

        Assert.Equal([edited, uploaded], log.Select(e => e!["commit"]!["id"]!.GetValue<string>()));
        Assert.Equal("""["metadata.user.k"]""", log[0]!["keys"]!.ToJsonString());
        Assert.Equal((edited, "clone"), FieldOf(blame, "metadata.user.k"));
        Assert.Equal((uploaded, "data"), FieldOf(blame, "metadata.user.stays"));
        var made = Assert.Single(blame["annotations"]!.AsArray())!;
        Assert.Equal((annotated, "apple"), (made["commit"]!["id"]!.GetValue<string>(), made["label"]!.GetValue<string>()));
        Assert.Equal((annotated, "clone"), FieldOf(ofAnnotation, "label"));
        Assert.Equal(annotated, Assert.Single(logOfAnnotation["items"]!.AsArray())!["commit"]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Log_AtAPastVersion_EndsThereAndUnknownIs404()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        var then = await world.HeadAsync();
        await world.SetAsync(item, "k", 1);

        var log = (await world.Client.GetAsync($"/items/{item}/log?at={then}")).ExpectOk();

        Assert.Single(log["items"]!.AsArray());
        var unknown = HistoryWorld.In("000000000000000000009999", world.DatasetId);
        (await world.Client.GetAsync($"/items/{unknown}/log")).Expect(HttpStatusCode.NotFound);
        (await world.Client.GetAsync($"/items/{unknown}/blame")).Expect(HttpStatusCode.NotFound);
        (await world.Client.GetAsync("/annotations/x/log")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Log_OfADeletedItem_IsStillTold()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        (await world.Client.DeleteAsync($"/items/{item}")).ExpectOk();

        var log = (await world.Client.GetAsync($"/items/{item}/log")).ExpectOk();

        Assert.False(Assert.Single(log["items"]!.AsArray())!["present"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Graph_OfAClone_HasItsSourceItsClonesAndTheMerge()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/a.txt");
        var clone = await world.CloneAsync("clone");
        var further = await world.CloneAsync("further", clone);
        await world.AddFileAsync("/b.txt", dataset: clone);
        await world.SucceedAsync(await world.Client.PostAsync($"/datasets/{world.DatasetId}/merge", HistoryWorld.From(clone)));
        await world.CreateDatasetAsync("unrelated");
        (await world.Client.DeleteAsync($"/datasets/{further}")).ExpectOk();

        var graph = (await world.Client.GetAsync($"/datasets/{clone}/graph")).ExpectOk();

        Assert.Equal(
            [(world.DatasetId, "data", false), (clone, "clone", false), (further, "further", true)],
            graph["nodes"]!.AsArray().Select(n => (
                n!["id"]!.GetValue<string>(), n["name"]!.GetValue<string>(), n["deleted"]!.GetValue<bool>())));
        Assert.Equal(
            [(clone, world.DatasetId, "merge"), (world.DatasetId, clone, "clone"), (clone, further, "clone")],
            graph["edges"]!.AsArray().Select(e => (
                e!["from"]!["datasetId"]!.GetValue<string>(), e["to"]!["datasetId"]!.GetValue<string>(),
                e["operation"]!.GetValue<string>())));
    }

    [Fact]
    public async Task Origins_InAProjectThatIsNotTheCallers_HaveNoNames()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        var email = ServerFixture.NewEmail("other");
        var stranger = fixture.Server.ClientOf(email);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/datasets/{world.DatasetId}/graph")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/items/{item}/log")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/items/{item}/blame")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/datasets/{world.DatasetId}/archive")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync($"/datasets/{world.DatasetId}/undelete")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync(
            $"/datasets/{world.DatasetId}/merge", HistoryWorld.From(world.DatasetId))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync(
            $"/datasets/{world.DatasetId}/freeze", new JsonObject { ["reason"] = "mine" })).Status);
    }

    private static (string Commit, string Dataset) FieldOf(ApiAnswer blame, string name)
    {
        var field = blame["fields"]!.AsArray().Single(f => f!["field"]!.GetValue<string>() == name)!;
        return (field["commit"]!["id"]!.GetValue<string>(), field["datasetName"]!.GetValue<string>());
    }
}
