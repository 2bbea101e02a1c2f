using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Venn.Benchmarks.Http;

/// <summary>The calls of a soak; an answer that is no success ends it.</summary>
internal sealed class SoakCalls(HttpClient client)
{
    private const int FileBytes = 10 * 1024;

    public async Task<(string Project, string Dataset)> MakeDatasetAsync()
    {
        var project = (string)(await PostAsync("/api/v1/projects", """{"name": "soak"}"""))["id"]!;
        return (project, await MakeDatasetAsync(project, "soak"));
    }

    public async Task<string> UploadAsync(string dataset, string path, Random random)
    {
        var bytes = new byte[FileBytes];
        random.NextBytes(bytes);
        using var form = new MultipartFormDataContent
        {
            { new StringContent("file"), "type" },
            { new StringContent(path), "path" },
            { new StringContent($$$$"""{"user": {"number": {{{{random.Next(1000)}}}}}}"""), "metadata" },
            { new ByteArrayContent(bytes), "file", "file.bin" },
        };
        return (string)(await SendAsync(HttpMethod.Post, $"/api/v1/datasets/{dataset}/items?mode=overwrite", form))["id"]!;
    }

    public Task AnnotateAsync(string item) => PostAsync($"/api/v1/items/{item}/annotations",
        """[{"type": "box", "label": "car", "coordinates": [{"x": 10, "y": 20, "z": 0}, {"x": 110, "y": 90, "z": 0}], "metadata": {"system": {"attributes": {"1": "red"}}}}]""");

    public Task DeleteAnnotationsAsync(string dataset, string item) => PostAsync(
        $"/api/v1/datasets/{dataset}/query", $$$$"""{"resource": "annotations", "filter": {"itemId": "{{{{item}}}}"}, "delete": true}""");

    public Task PageAsync(string dataset, string last) => PostAsync(
        $"/api/v1/datasets/{dataset}/query", $$$$"""{"filter": {"$and": [{"type": "file"}, {"id": {"$gt": "{{{{last}}}}"}}]}, "sort": {"id": "ascending"}, "pageSize": 100}""");

    /// <summary>Each one is another query: caches have to let go of what they hold.</summary>
    public Task QueryAsync(string dataset, int number) => PostAsync(
        $"/api/v1/datasets/{dataset}/query",
        $$$$$"""
        {"filter": {"$or": [{"metadata.user.number": {"$gt": {{{{{number % 1000}}}}}}}, {"name": "*{{{{{number}}}}}*"}]}, "sort": {"name": "descending"},
         "pageSize": 20, "join": {"on": {"resource": "annotations"}, "filter": {"label": {"$in": ["car", "{{{{{number}}}}}"]}}}}
        """);

    public async Task DownloadAsync(string item)
    {
        using var answer = await client.GetAsync($"/api/v1/items/{item}/stream");
        answer.EnsureSuccessStatusCode();
        await answer.Content.CopyToAsync(Stream.Null);
    }

    public Task DeleteItemAsync(string item) => SendAsync(HttpMethod.Delete, $"/api/v1/items/{item}", null);

    public Task UpdateAsync(string item, int value) => SendAsync(
        HttpMethod.Patch, $"/api/v1/items/{item}", Json(string.Create(CultureInfo.InvariantCulture, $$$$"""{"metadata": {"user": {"value": {{{{value}}}}}}}""")));

    public async Task CloneAndDeleteAsync(string project, string dataset, string name)
    {
        var command = await PostAsync($"/api/v1/datasets/{dataset}/clone", $$$$"""{"name": "{{{{name}}}}", "cloneDatasetParams": {"withItemsAnnotations": true, "withMetadata": true}}""");
        while ((string?)command["status"] is not ("success" or "failed"))
        {
            await Task.Delay(20);
            command = await SendAsync(HttpMethod.Get, $"/api/v1/commands/{command["id"]}", null);
        }

        var clone = (string?)command["spec"]!["returnedModelId"]
            ?? throw new InvalidOperationException($"A clone in {project} failed: {command["error"]}");
        await SendAsync(HttpMethod.Delete, $"/api/v1/datasets/{clone}", null);
    }

    private async Task<string> MakeDatasetAsync(string project, string name) => (string)(await PostAsync(
        "/api/v1/datasets", $$$$"""{"name": "{{{{name}}}}", "projects": ["{{{{project}}}}"], "createDefaultRecipe": true}"""))["id"]!;

    private Task<JsonNode> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, Json(body));

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return !answer.IsSuccessStatusCode
            ? throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode} {text}")
            : text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }
}
