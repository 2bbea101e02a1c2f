using System.Net.Sockets;
using System.Text;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Routes;

/// <summary>Requests that no HTTP client would send: written to the socket as they are.</summary>
internal static class RawRequest
{
    /// <summary>Sends a head and no body, and reads the status of the answer; 0 when the server closes without one.</summary>
    public static Task<int> SendAsync(TestServer server, ApiClient caller, string firstLine, params string[] headers) =>
        SendAsync(server, caller, firstLine, headers, ReadOnlyMemory<byte>.Empty);

    public static async Task<int> SendAsync(
        TestServer server, ApiClient caller, string firstLine, IEnumerable<string> headers, ReadOnlyMemory<byte> body)
    {
        var root = new Uri(server.Root);
        using var client = new TcpClient();
        await client.ConnectAsync(root.Host, root.Port);
        await using var stream = client.GetStream();
        var head = string.Join("\r\n", [firstLine, $"Host: {root.Authority}",
            $"Authorization: {caller.Http.DefaultRequestHeaders.Authorization}", "Connection: close", .. headers]) + "\r\n\r\n";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head));
        await stream.WriteAsync(body);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var status = await reader.ReadLineAsync(patience.Token);
        return status is null ? 0 : int.Parse(status.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
