using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Venn.Client.Errors;
using Venn.Protocol.Json;
using Venn.Protocol.Routes;

namespace Venn.Client.Http;

/// <summary>Sends requests, repeats reads, and turns what goes wrong into the client's exceptions.</summary>
internal sealed class ApiConnection : IDisposable
{
    private readonly HttpClient http;
    private readonly VennClientOptions options;

    public ApiConnection(Uri server, string token, VennClientOptions options)
    {
        this.options = options;
        Server = Normalize(server);
        http = options.Handler is { } handler
            ? new HttpClient(handler, disposeHandler: false)
            : new HttpClient(new SocketsHttpHandler
            {
                MaxConnectionsPerServer = 64,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                AllowAutoRedirect = true,
            });
        http.Timeout = Timeout.InfiniteTimeSpan;
        if (token.Length > 0)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
        }
    }

    public Uri Server { get; }

    /// <summary>A request whose repetition changes nothing: repeated when the connection or the server is momentarily gone.</summary>
    public Task<T> ReadAsync<T>(
        HttpMethod method, string path, JsonTypeInfo<T> answer, Func<HttpContent>? content,
        CancellationToken cancellationToken) =>
        RepeatAsync(() => ExchangeAsync(method, path, answer, content?.Invoke(), cancellationToken), cancellationToken);

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> answer, CancellationToken cancellationToken) =>
        ReadAsync(HttpMethod.Get, path, answer, null, cancellationToken);

    /// <summary>A request that changes something: sent once.</summary>
    public Task<T> WriteAsync<T>(
        HttpMethod method, string path, JsonTypeInfo<T> answer, HttpContent? content,
        CancellationToken cancellationToken) =>
        ExchangeAsync(method, path, answer, content, cancellationToken);

    /// <summary>A request that changes something and whose answer's body does not matter.</summary>
    public async Task WriteAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var limit = LimitTime(cancellationToken);
        using var response = await SendAsync(method, path, content, null, limit.Token, cancellationToken);
        await ThrowIfRefusedAsync(response, limit.Token);
    }

    /// <summary>The answer with its body still to be read; refusals are thrown. No time limit.</summary>
    public async Task<HttpResponseMessage> OpenAsync(
        HttpMethod method, string path, HttpContent? content, RangeHeaderValue? range,
        CancellationToken cancellationToken)
    {
        var response = await SendAsync(method, path, content, range, cancellationToken, cancellationToken);
        try
        {
            await ThrowIfRefusedAsync(response, cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Tries <paramref name="attempt"/> again, with growing waits, while it fails in a way that may pass.</summary>
    public async Task<T> RepeatAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        var delay = options.RetryDelay;
        for (var left = options.ReadAttempts - 1; ; left--)
        {
            try
            {
                return await attempt();
            }
            catch (VennException exception) when (left > 0 && MayPass(exception))
            {
                await Task.Delay(delay, options.Clock, cancellationToken);
                delay *= 2;
            }
        }
    }

    public async Task<bool> IsHealthyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var limit = LimitTime(cancellationToken);
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Server, ApiRoutes.Health));
            using var response = await http.SendAsync(request, limit.Token);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    public static async Task<T> ReadBodyAsync<T>(
        HttpResponseMessage response, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
    {
        var path = response.RequestMessage?.RequestUri?.AbsolutePath;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync(body, answer, cancellationToken)
                ?? throw new VennProtocolException($"The answer to {path} is null where {typeof(T).Name} is due.");
        }
        catch (JsonException exception)
        {
            throw new VennProtocolException(
                $"The answer to {path} cannot be read as {typeof(T).Name}: {exception.Message} "
                + "Is that address a Venn server of this version?", exception);
        }
    }

    public void Dispose() => http.Dispose();

    private static Uri Normalize(Uri server)
    {
        if (!server.IsAbsoluteUri || server.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"'{server}' is not an http or https address.", nameof(server));
        }

        var text = server.GetLeftPart(UriPartial.Path).TrimEnd('/');
        if (text.EndsWith(ApiRoutes.Prefix, StringComparison.Ordinal))
        {
            text = text[..^ApiRoutes.Prefix.Length];
        }

        return new Uri(text.TrimEnd('/') + "/");
    }

    private static bool MayPass(VennException exception) => exception switch
    {
        VennConnectionException => true,
        VennApiException api => api.Status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
            or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests,
        _ => false,
    };

    private async Task<T> ExchangeAsync<T>(
        HttpMethod method, string path, JsonTypeInfo<T> answer, HttpContent? content,
        CancellationToken cancellationToken)
    {
        using var limit = LimitTime(cancellationToken);
        using var response = await SendAsync(method, path, content, null, limit.Token, cancellationToken);
        await ThrowIfRefusedAsync(response, limit.Token);
        try
        {
            return await ReadBodyAsync(response, answer, limit.Token);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new VennConnectionException(Server, "the connection broke in the middle of an answer.", exception);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, RangeHeaderValue? range,
        CancellationToken limited, CancellationToken caller)
    {
        using var request = new HttpRequestMessage(method, new Uri(Server, (ApiRoutes.Prefix + path).TrimStart('/')))
        {
            Content = content,
        };
        request.Headers.Range = range;
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited);
        }
        catch (HttpRequestException exception)
        {
            throw new VennConnectionException(Server, Explain(exception), exception);
        }
        catch (OperationCanceledException exception) when (!caller.IsCancellationRequested)
        {
            throw new VennConnectionException(
                Server, $"nothing within {options.RequestTimeout.TotalSeconds:0} s.", exception);
        }
    }

    private static string Explain(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.ConnectionError => "nothing listens there, or it cannot be reached.",
        HttpRequestError.NameResolutionError => "the name of the host is not known.",
        HttpRequestError.SecureConnectionError => "no secure connection could be made.",
        _ => exception.Message,
    };

    private static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if ((int)response.StatusCode < 400)
        {
            return;
        }

        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            if (JsonSerializer.Deserialize(text, ProtocolJson.Default.ErrorBody) is { Message.Length: > 0 } body)
            {
                throw new VennApiException(response.StatusCode, body.Message, body);
            }
        }
        catch (JsonException)
        {
            // Not our server's form: what there is of it is said below.
        }

        var excerpt = text.Length > 200 ? text[..200] + "…" : text;
        throw new VennApiException(response.StatusCode,
            $"{(int)response.StatusCode} {response.ReasonPhrase} for "
            + $"{response.RequestMessage?.RequestUri?.AbsolutePath}"
            + (excerpt.Length > 0 ? $": {excerpt}" : "."));
    }

    private CancellationTokenSource LimitTime(CancellationToken cancellationToken)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(options.RequestTimeout);
        return source;
    }
}
