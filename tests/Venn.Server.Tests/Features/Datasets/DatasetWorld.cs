using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Datasets;

/// <summary>A project with a dataset, and the calls that fill them.</summary>
public sealed class DatasetWorld
{
    private DatasetWorld(ApiClient client, string projectId, string datasetId) =>
        (Client, ProjectId, DatasetId) = (client, projectId, datasetId);

    public ApiClient Client { get; }

    public string ProjectId { get; }

    public string DatasetId { get; }

    public static Task<DatasetWorld> CreateAsync(ServerFixture fixture, string? email = null) => CreateAsync(fixture.Server, email);

    public static async Task<DatasetWorld> CreateAsync(TestServer server, string? email = null)
    {
        var client = email is null ? server.ClientOf() : server.ClientOf(email);
        var project = await client.CreateProjectAsync(ServerFixture.NewName("world"));
        var world = new DatasetWorld(client, project, "");
        return new DatasetWorld(client, project, await world.CreateDatasetAsync("data"));
    }

    public async Task<string> CreateDatasetAsync(string name) => (await Client.PostAsync("/datasets", new JsonObject
    {
        ["name"] = name,
        ["projects"] = new JsonArray(ProjectId),
        ["createDefaultRecipe"] = true,
    })).ExpectOk().Id;

    public Task<ApiAnswer> UploadAsync(
        string path, byte[] content, string? metadata = null, string mode = "skip", string? dataset = null, string? description = null)
    {
        var form = new MultipartFormDataContent { { new StringContent("file"), "type" }, { new StringContent(path), "path" } };
        if (metadata is not null)
        {
            form.Add(new StringContent(metadata), "metadata");
        }

        if (description is not null)
        {
            form.Add(new StringContent(description), "description");
        }

        var file = new ByteArrayContent(content);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/x-unreliable");
        form.Add(file, "file", Uri.EscapeDataString(path[(path.LastIndexOf('/') + 1)..]));
        return Client.SendAsync(HttpMethod.Post, $"/datasets/{dataset ?? DatasetId}/items?mode={mode}", form);
    }

    public async Task<string> AddFileAsync(string path, string text = "content", string? metadata = null, string? dataset = null) =>
        (await UploadAsync(path, System.Text.Encoding.UTF8.GetBytes(text), metadata, dataset: dataset)).ExpectOk().Id;

    public async Task<JsonArray> AnnotateAsync(string itemId, params string[] labels) =>
        (await Client.PostAsync($"/items/{itemId}/annotations", new JsonArray([.. labels.Select(Box)]))).ExpectOk().Json!.AsArray();

    public static JsonNode Box(string label) => JsonNode.Parse(
        $$"""{"type": "box", "label": "{{label}}", "coordinates": [{"x": 1.50, "y": 2, "z": 0}, {"x": 10, "y": 20, "z": 0}]}""")!;

    public async Task<ApiAnswer> QueryAsync(string filter, string? dataset = null, string resource = "items", string more = "") =>
        (await Client.PostTextAsync(
            $"/datasets/{dataset ?? DatasetId}/query", $$"""{"resource": "{{resource}}", "filter": {{filter}}{{more}}}""")).ExpectOk();

    /// <summary>What a key of all matching entities holds, in their order.</summary>
    public async Task<string> ValuesAsync(string filter, string key = "filename", string? dataset = null, string resource = "items", string more = "") =>
        string.Join(' ', (await QueryAsync(filter, dataset, resource, more))["items"]!.AsArray().Select(i => i![key]!.ToString()));

    public Task<ApiAnswer> GetDatasetAsync(string? dataset = null) => Client.GetAsync($"/datasets/{dataset ?? DatasetId}");

    /// <summary>The command when it is over.</summary>
    public async Task<ApiAnswer> FinishAsync(ApiAnswer command)
    {
        var id = command.ExpectOk().Id;
        for (var tries = 0; tries < 400; tries++)
        {
            var now = (await Client.GetAsync($"/commands/{id}")).ExpectOk();
            if (now["status"]!.GetValue<string>() is "success" or "failed" or "aborted")
            {
                return now;
            }

            await Task.Delay(Math.Min(25, 1 << Math.Min(tries, 5)));
        }

        throw new TimeoutException($"The command {id} did not end.");
    }

    public async Task<ApiAnswer> SucceedAsync(ApiAnswer command)
    {
        var end = await FinishAsync(command);
        Assert.True(end["status"]!.GetValue<string>() == "success", end.Text);
        return end;
    }

    public async Task<string> CloneAsync(
        string? name, string? source = null, bool annotations = true, bool metadata = true, bool status = true,
        string? filter = null, string? target = null, string? directory = null)
    {
        var body = new JsonObject
        {
            ["name"] = name,
            ["filter"] = JsonNode.Parse(filter ?? """{"filter": {"$and": [{"type": "file"}]}, "page": 0, "pageSize": 1000, "resource": "items"}"""),
            ["cloneDatasetParams"] = new JsonObject
            {
                ["withItemsAnnotations"] = annotations,
                ["withMetadata"] = metadata,
                ["withTaskAnnotationsStatus"] = status,
                ["targetDirectory"] = directory,
            },
        };
        if (target is not null)
        {
            body["cloneDatasetParams"]!["targetDatasetId"] = target;
        }

        var end = await SucceedAsync(await Client.PostAsync($"/datasets/{source ?? DatasetId}/clone", body));
        return end["spec"]!["returnedModelId"]!.GetValue<string>();
    }

    public async Task<ApiAnswer> MergeAsync(string name, params string[] datasets) => await Client.PostAsync("/datasets/merge", new JsonObject
    {
        ["name"] = name,
        ["datasetsIds"] = new JsonArray([.. datasets.Select(d => JsonValue.Create(d))]),
        ["projectIds"] = new JsonArray(ProjectId),
        ["mergeDatasetParams"] = new JsonObject
        {
            ["withItemsAnnotations"] = true, ["withMetadata"] = true, ["withTaskAnnotationsStatus"] = true,
        },
        ["asynced"] = true,
    });
}
