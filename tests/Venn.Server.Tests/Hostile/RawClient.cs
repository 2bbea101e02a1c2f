using System.Net.Sockets;
using System.Text;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Hostile;

/// <summary>A client that decides by itself what it sends, when, and whether it listens.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private readonly TcpClient socket = new() { ReceiveBufferSize = 4096, NoDelay = true };

    private RawClient(TestServer server)
    {
        var uri = new Uri(server.Root);
        socket.Connect(uri.Host, uri.Port);
    }

    /// <summary>Whether the server has given the connection up, told without reading from it.</summary>
    public bool WasReset => socket.Client.Poll(0, SelectMode.SelectError);

    /// <summary>A request of which the headers are sent, and no body.</summary>
    public static async Task<RawClient> BeginAsync(TestServer server, DatasetWorld world, string method, string path, params string[] headers)
    {
        var client = new RawClient(server);
        await client.SendAsync($"{method} /api/v1{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: {world.Client.Http.DefaultRequestHeaders.Authorization}\r\n"
            + string.Concat(headers.Select(header => $"{header}\r\n")) + "\r\n");
        return client;
    }

    /// <summary>A connection that has sent nothing.</summary>
    public static RawClient Connect(TestServer server) => new(server);

    public async Task SendAsync(string text) => await socket.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);

    public Task SendChunkAsync(string text) => SendAsync($"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n");

    /// <summary>Sends a byte now and then until the server has had enough; what it answers, empty when it only closed.</summary>
    public async Task<string> TrickleAsync()
    {
        var answer = ReadToEndAsync();
        try
        {
            while (!answer.IsCompleted)
            {
                await SendChunkAsync("x");
                await Task.WhenAny(answer, Task.Delay(200, TestContext.Current.CancellationToken));
            }
        }
        catch (IOException)
        {
            // Closed while it was written to.
        }

        return await answer;
    }

    /// <summary>Everything until the server closes; what had come when it closed hard.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            for (int read; (read = await socket.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0;)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // Reset.
        }

        return text.ToString();
    }

    /// <summary>How many bytes came until the server closed.</summary>
    public async Task<long> CountToEndAsync()
    {
        var count = 0L;
        var buffer = new byte[64 << 10];
        try
        {
            for (int read; (read = await socket.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0;)
            {
                count += read;
            }
        }
        catch (IOException)
        {
            // Reset.
        }

        return count;
    }

    /// <summary>Goes without a farewell: the other side gets a reset.</summary>
    public void Reset()
    {
        socket.Client.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Client.Close();
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
