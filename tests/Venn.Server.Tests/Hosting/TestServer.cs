using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Venn.Server.Hosting;
using Venn.Server.Security;

namespace Venn.Server.Tests.Hosting;

/// <summary>A whole server on a free port and a data directory of its own, over real HTTP.</summary>
public sealed class TestServer : IAsyncDisposable
{
    public const string Owner = "owner@example.org";

    private readonly bool ownsData;
    private WebApplication? app;

    private TestServer(ServerOptions options, bool ownsData)
    {
        Options = options;
        this.ownsData = ownsData;
    }

    public ServerOptions Options { get; }

    public string DataDirectory => Options.DataDirectory;

    /// <summary>Scheme, host and port.</summary>
    public string Root { get; private set; } = "";

    public IServiceProvider Services => app!.Services;

    /// <param name="dataDirectory">Of an earlier server; null for one of its own.</param>
    /// <param name="configure">Changes how it is started.</param>
    /// <param name="host">Changes what it runs on: limits of the listener, the log.</param>
    public static async Task<TestServer> StartAsync(
        string? dataDirectory = null, Func<ServerOptions, ServerOptions>? configure = null, Action<WebApplicationBuilder>? host = null)
    {
        var options = new ServerOptions
        {
            DataDirectory = dataDirectory ?? Directory.CreateTempSubdirectory("venn-server-test-").FullName,
            Urls = "http://127.0.0.1:0",
            OwnerEmail = Owner,
        };
        var server = new TestServer(configure?.Invoke(options) ?? options, dataDirectory is null);
        server.app = await VennHost.BuildAsync(server.Options, host);
        await server.app.StartAsync();
        server.Root = server.app.Urls.First();
        return server;
    }

    /// <summary>A client with a good token of that user.</summary>
    public ApiClient ClientOf(string email = Owner) =>
        ClientWithToken(Services.GetRequiredService<TokenIssuer>().Issue(email, TimeSpan.FromHours(1)));

    public ApiClient ClientWithToken(string? token)
    {
        var http = new HttpClient { BaseAddress = new Uri(Root) };
        if (token is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return new ApiClient(http);
    }

    /// <summary>Stops the server and keeps its data, to be started again on it.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref app, null) is { } running)
        {
            await running.StopAsync();
            await running.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (ownsData)
        {
            Directory.Delete(DataDirectory, recursive: true);
        }
    }
}
