using System.Net;
using System.Text;

namespace Venn.Client.Tests;

/// <summary>A server that answers what a test tells it to and remembers what it was asked.</summary>
internal sealed class FakeServer : HttpMessageHandler
{
    private readonly Queue<Func<HttpRequestMessage, HttpResponseMessage>> answers = new();

    public List<Request> Requests { get; } = [];

    /// <summary>A client of this server that does not wait between repetitions.</summary>
    public VennClient Connect() => new(
        new Uri("http://venn.test:8080/api/v1"), "the-token",
        new VennClientOptions
        {
            Handler = this,
            RetryDelay = TimeSpan.Zero,
            PollDelayMax = TimeSpan.FromMilliseconds(1),
        });

    public FakeServer Answer(string json, HttpStatusCode status = HttpStatusCode.OK) => Answer(_ => Json(json, status));

    public FakeServer Answer(Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        answers.Enqueue(answer);
        return this;
    }

    public FakeServer Break() => Answer(_ =>
        throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused"));

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Requests.Add(new Request(
            request.Method.Method, request.RequestUri!.PathAndQuery, body, request.Headers.Authorization?.ToString(),
            request.Headers.Range?.ToString()));
        var response = answers.Count > 0
            ? answers.Dequeue()(request)
            : throw new InvalidOperationException($"No answer was prepared for {request.Method} {request.RequestUri}.");
        response.RequestMessage = request;
        return response;
    }

    internal sealed record Request(string Method, string Path, string Body, string? Authorization, string? Range);
}
