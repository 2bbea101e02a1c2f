using System.Text.Json.Nodes;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Drivers;

/// <summary>A project with drivers and the datasets on them.</summary>
internal sealed class DriverWorld(ApiClient client, string projectId)
{
    public ApiClient Client => client;

    public string ProjectId => projectId;

    public static async Task<DriverWorld> CreateAsync(TestServer server)
    {
        var client = server.ClientOf();
        return new DriverWorld(client, await client.CreateProjectAsync(ServerFixture.NewName("drivers")));
    }

    public Task<ApiAnswer> PostDriverAsync(string type, JsonObject payload, string? integrationId = null, bool mayWrite = false) =>
        client.PostAsync("/drivers", new JsonObject
        {
            ["name"] = ServerFixture.NewName("driver"),
            ["type"] = type,
            ["payload"] = payload,
            ["integrationId"] = integrationId,
            ["allowExternalModification"] = mayWrite,
            ["metadata"] = new JsonObject { ["system"] = new JsonObject { ["projectId"] = projectId } },
        });

    public async Task<string> FolderDriverAsync(string path, bool mayWrite = false) =>
        (await PostDriverAsync("localFolder", new JsonObject { ["path"] = path }, mayWrite: mayWrite)).ExpectOk().Id;

    public async Task<string> DatasetOnAsync(string? driver) => (await client.PostAsync("/datasets", new JsonObject
    {
        ["name"] = ServerFixture.NewName("external"),
        ["projects"] = new JsonArray(projectId),
        ["driver"] = driver,
    })).ExpectOk().Id;

    /// <summary>The report of a sync that ended well.</summary>
    public async Task<string> SyncAsync(string dataset)
    {
        var end = await FinishAsync(await client.PostAsync($"/datasets/{dataset}/sync"));
        Assert.True(end["status"]!.GetValue<string>() == "success", end.Text);
        Assert.Equal(dataset, end["spec"]!["datasetId"]!.GetValue<string>());
        return end["spec"]!["report"]!.ToJsonString();
    }

    public async Task<ApiAnswer> FinishAsync(ApiAnswer command)
    {
        var id = command.ExpectOk().Id;
        for (var tries = 0; tries < 400; tries++)
        {
            var now = (await client.GetAsync($"/commands/{id}")).ExpectOk();
            if (now["status"]!.GetValue<string>() is "success" or "failed")
            {
                return now;
            }

            await Task.Delay(Math.Min(25, 1 << Math.Min(tries, 5)));
        }

        throw new TimeoutException($"The command {id} did not end.");
    }

    public async Task<JsonArray> ItemsAsync(string dataset) => (await client.PostTextAsync(
        $"/datasets/{dataset}/query", """{"resource": "items", "filter": {"type": "file"}, "sort": {"filename": "ascending"}}"""))
        .ExpectOk()["items"]!.AsArray();

    public async Task<string> PathsAsync(string dataset) =>
        string.Join(' ', (await ItemsAsync(dataset)).Select(item => item!["filename"]!.GetValue<string>()));

    public async Task<string> IdAsync(string dataset, string path) => (await ItemsAsync(dataset))
        .Single(item => item!["filename"]!.GetValue<string>() == path)!["id"]!.GetValue<string>();

    public Task<ApiAnswer> StreamAsync(string item) => client.GetAsync($"/items/{item}/stream");

    public async Task<ApiAnswer> UploadAsync(string dataset, string path, string text, string mode = "skip")
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("file"), "type" },
            { new StringContent(path), "path" },
            { new StringContent(text), "file", "upload" },
        };
        return await client.SendAsync(HttpMethod.Post, $"/datasets/{dataset}/items?mode={mode}", form);
    }
}
