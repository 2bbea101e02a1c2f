using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Venn.Server.Tests.Features.Drivers.Sources;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Drivers;

/// <summary>Datasets on a container of Azure Blob Storage, as Azurite speaks it.</summary>
public sealed class AzureDriverTests(ServerFixture fixture, AzuriteFixture azurite)
    : IClassFixture<ServerFixture>, IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Sync_Container_FollowsItsBlobs()
    {
        var container = await azurite.CreateContainerAsync();
        var world = await DriverWorld.CreateAsync(fixture.Server);
        foreach (var key in (string[])["set/a.txt", "set/b c.txt", "set/d/e.txt", "other/x.txt"])
        {
            await PutAsync(container, key, $"bytes of {key}");
        }

        var driver = (await PostAsync(world, container, path: "set")).ExpectOk();
        var dataset = await world.DatasetOnAsync(driver.Id);

        Assert.Equal("""{"added":3,"updated":0,"removed":0,"skipped":0}""", await world.SyncAsync(dataset));
        Assert.Equal("/a.txt /b c.txt /d/e.txt", await world.PathsAsync(dataset));
        var a = await world.IdAsync(dataset, "/a.txt");
        Assert.Equal("bytes of set/b c.txt", (await world.StreamAsync(await world.IdAsync(dataset, "/b c.txt"))).ExpectOk().Text);

        await PutAsync(container, "set/a.txt", "newer");
        Assert.Equal(HttpStatusCode.Conflict, (await world.StreamAsync(a)).Status);
        await container.DeleteBlobAsync("set/d/e.txt");
        Assert.Equal("""{"added":0,"updated":1,"removed":1,"skipped":0}""", await world.SyncAsync(dataset));
        Assert.Equal("newer", (await world.StreamAsync(a)).ExpectOk().Text);
        await container.DeleteBlobAsync("set/a.txt");
        Assert.Equal(HttpStatusCode.NotFound, (await world.StreamAsync(a)).Status);
    }

    [Fact]
    public async Task Driver_Answer_IsFlatAndHasNoSecret()
    {
        var container = await azurite.CreateContainerAsync();
        var world = await DriverWorld.CreateAsync(fixture.Server);

        var driver = (await PostAsync(world, container)).ExpectOk();

        Assert.Equal((container.Name, "azureblob"), (driver["containerName"]!.GetValue<string>(), driver["type"]!.GetValue<string>()));
        Assert.DoesNotContain(AzuriteFixture.Key, driver.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("payload", driver.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_WithoutContainerAccountOrKey_Is400ThatSaysWhatIsMissing()
    {
        var world = await DriverWorld.CreateAsync(fixture.Server);

        var noContainer = (await world.PostDriverAsync("azureblob", new JsonObject { ["path"] = "x" })).Expect(HttpStatusCode.BadRequest);
        var noAccount = (await world.PostDriverAsync("azureDatalakeGen2", new JsonObject { ["containerName"] = "c" })).Expect(HttpStatusCode.BadRequest);
        var ofAnApplication = (await PostAsync(world, "c", "http://127.0.0.1:1/a", """{"key":"a","secret":"b","clientId":"c","tenantId":"d"}"""))
            .Expect(HttpStatusCode.BadRequest);

        Assert.Contains("containerName", noContainer.Message, StringComparison.Ordinal);
        Assert.Contains("account is not known", noAccount.Message, StringComparison.Ordinal);
        Assert.Contains("clientId", ofAnApplication.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sync_AccountOutOfReach_FailsAndChangesNothing()
    {
        var world = await DriverWorld.CreateAsync(fixture.Server);
        var driver = (await PostAsync(world, "c", "http://127.0.0.1:1/account", $$"""{"key":"account","secret":"{{AzuriteFixture.Key}}"}""")).ExpectOk();
        var dataset = await world.DatasetOnAsync(driver.Id);

        var end = await world.FinishAsync(await world.Client.PostAsync($"/datasets/{dataset}/sync"));

        Assert.Equal("failed", end["status"]!.GetValue<string>());
        Assert.Contains("could not list the container 'c'", end["error"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(await world.ItemsAsync(dataset));
    }

    private static Task PutAsync(BlobContainerClient container, string key, string text) =>
        container.GetBlobClient(key).UploadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), overwrite: true);

    private Task<ApiAnswer> PostAsync(DriverWorld world, BlobContainerClient container, string? path = null) => PostAsync(
        world, container.Name, azurite.Endpoint.ToString(),
        $$"""{"key":"{{AzuriteFixture.Account}}","secret":"{{AzuriteFixture.Key}}"}""", path);

    private static async Task<ApiAnswer> PostAsync(
        DriverWorld world, string container, string endpoint, string options, string? path = null)
    {
        var org = (await world.Client.GetAsync("/orgs")).ExpectOk().Json![0]!["id"]!.GetValue<string>();
        var integration = (await world.Client.PostAsync($"/orgs/{org}/integrations", new JsonObject
        {
            ["type"] = "azureblob", ["name"] = ServerFixture.NewName("account"), ["options"] = JsonNode.Parse(options),
        })).ExpectOk();
        return await world.PostDriverAsync("azureblob", new JsonObject
        {
            ["containerName"] = container, ["path"] = path, ["endpoint"] = endpoint,
        }, integration.Id);
    }
}
