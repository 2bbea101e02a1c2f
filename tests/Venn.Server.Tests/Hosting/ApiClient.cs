using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Venn.Server.Tests.Hosting;

/// <summary>Calls of the API in tests: paths below <c>/api/v1</c> unless they begin with <c>~</c>.</summary>
public sealed class ApiClient(HttpClient http)
{
    public HttpClient Http => http;

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ApiAnswer> PostAsync(string path, JsonNode? body = null) => SendAsync(HttpMethod.Post, path, body);

    public Task<ApiAnswer> PatchAsync(string path, JsonNode? body = null) => SendAsync(HttpMethod.Patch, path, body);

    public Task<ApiAnswer> PutAsync(string path, JsonNode? body = null) => SendAsync(HttpMethod.Put, path, body);

    public Task<ApiAnswer> DeleteAsync(string path, JsonNode? body = null) => SendAsync(HttpMethod.Delete, path, body);

    public Task<ApiAnswer> PostTextAsync(string path, string body, string contentType = "application/json") =>
        SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, contentType));

    public Task<ApiAnswer> SendAsync(HttpMethod method, string path, JsonNode? body = null) => SendAsync(
        method, path, body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));

    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        var url = path.StartsWith('~') ? path[1..] : "/api/v1" + path;
        using var request = new HttpRequestMessage(method, url) { Content = content };
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var isJson = response.Content.Headers.ContentType?.MediaType == "application/json";
        response.Headers.TryGetValues("x-request-id", out var requestIds);
        return new ApiAnswer(
            response.StatusCode, isJson && text.Length > 0 ? JsonNode.Parse(text) : null, text, isJson, requestIds?.FirstOrDefault());
    }

    /// <summary>A new project; its id.</summary>
    public async Task<string> CreateProjectAsync(string name)
    {
        var answer = await PostTextAsync("/projects", $"name={Uri.EscapeDataString(name)}", "application/x-www-form-urlencoded");
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return answer["id"]!.GetValue<string>();
    }
}
