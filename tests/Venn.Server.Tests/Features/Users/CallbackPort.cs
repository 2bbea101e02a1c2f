using System.Net;
using System.Net.Sockets;

namespace Venn.Server.Tests.Features.Users;

/// <summary>The port at which a client waits for its tokens while its user logs in with a browser.</summary>
internal sealed class CallbackPort : IDisposable
{
    private readonly HttpListener listener = new();

    public CallbackPort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        Url = $"http://localhost:{((IPEndPoint)free.LocalEndpoint).Port}";
        free.Stop();
        listener.Prefixes.Add(Url + "/");
        listener.Start();
    }

    public string Url { get; }

    /// <summary>The query of the one request that comes.</summary>
    public async Task<Dictionary<string, string>> ReceiveAsync()
    {
        var context = await listener.GetContextAsync().WaitAsync(TimeSpan.FromSeconds(30));
        var query = context.Request.QueryString;
        context.Response.Close();
        return query.AllKeys.ToDictionary(key => key!, key => query[key]!);
    }

    public void Dispose() => listener.Close();
}
