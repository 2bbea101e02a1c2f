using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Collections;

public sealed class CollectionTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Collections_LifeOfOne_SlotsAreUsedAgain()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var path = $"/datasets/{world.DatasetId}/items/collections";
        await world.AddFileAsync("/a.txt");
        await world.AddFileAsync("/b.txt");

        await world.Client.PostAsync(path, new JsonObject { ["name"] = "golden" });
        await world.SucceedAsync(await world.Client.PostAsync(path + "/bulk-add", JsonNode.Parse(
            """{"query": {"filter": {"filename": "/a.txt"}}, "collections": ["golden", "fresh"]}""")));
        var renamed = (await world.Client.PatchAsync(path + "/golden", new JsonObject { ["name"] = "gold" })).ExpectOk();
        var members = await world.ValuesAsync("""{"metadata.system.collections.c1": true}""");
        var unassigned = await world.ValuesAsync("""{"$and": [{"collections0": {"$exists": false}}, {"collections1": {"$exists": false}}]}""");
        await world.SucceedAsync(await world.Client.PostAsync(path + "/bulk-remove", JsonNode.Parse("""{"query": {"filter": {}}, "collections": ["fresh"]}""")));
        await world.SucceedAsync(await world.Client.DeleteAsync(path + "/gold"));
        var again = (await world.Client.PostAsync(path, new JsonObject { ["name"] = "new" })).ExpectOk();

        Assert.Equal("""{"metadata.system.collections.c0":{"name":"gold"},"metadata.system.collections.c1":{"name":"fresh"}}""", renamed.Text);
        Assert.Equal(("/a.txt", "/b.txt"), (members, unassigned));
        Assert.Equal("""{"metadata.system.collections.c0":{"name":"new"},"metadata.system.collections.c1":{"name":"fresh"}}""", again.Text);
        Assert.Equal("/a.txt /b.txt", await world.ValuesAsync("""{"metadata.system.collections.c0": null, "metadata.system.collections.c1": null}"""));
    }

    [Fact]
    public async Task Collections_ElevenOrTwiceOrUnknown_AreRefused()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var path = $"/datasets/{world.DatasetId}/items/collections";
        for (var i = 0; i < 10; i++)
        {
            (await world.Client.PostAsync(path, new JsonObject { ["name"] = $"c {i}" })).ExpectOk();
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await world.Client.PostAsync(path, new JsonObject { ["name"] = "eleventh" })).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await world.Client.PatchAsync(path + "/c 1", new JsonObject { ["name"] = "c 2" })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Client.DeleteAsync(path + "/unknown")).Status);
    }
}
