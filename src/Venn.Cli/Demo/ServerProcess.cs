using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Venn.Cli.Hosting;
using Venn.Client;

namespace Venn.Cli.Demo;

/// <summary>A server of our own on a free port, ended with us.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int LinesKept = 20;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(100);

    private readonly Process process;
    private readonly Queue<string> lines = new();

    private ServerProcess(Process process, Uri address)
    {
        this.process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>Starts a server and waits until it is ready.</summary>
    /// <exception cref="CliException">It ended, or did not become ready in time; the message has its last words.</exception>
    public static async Task<ServerProcess> StartAsync(
        string launcher, string dataDirectory, CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{FindFreePort()}");
        var process = Launcher.Start(
            launcher, captureErrors: true, "serve", "--data", dataDirectory, "--urls", address.ToString().TrimEnd('/'));
        var server = new ServerProcess(process, address);
        process.OutputDataReceived += server.Keep;
        process.ErrorDataReceived += server.Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await server.WaitUntilReadyAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            // Politely first: it closes its files. .NET itself only knows how to kill.
            using var stop = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            using var limit = new CancellationTokenSource(StopLimit);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        process.Dispose();
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var client = new VennClient(Address, "");
        var started = Stopwatch.GetTimestamp();
        while (!await client.IsHealthyAsync(cancellationToken))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(started) > StartLimit)
            {
                var words = ReadLines();
                throw new CliException(ExitCodes.NoServer,
                    "The server of the demo " + (process.HasExited ? "ended at its start" : "did not become ready")
                    + (words.Length > 0 ? $":\n{words}" : "."));
            }

            await Task.Delay(PollEvery, cancellationToken);
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
        {
            return;
        }

        lock (lines)
        {
            lines.Enqueue(line.Data);
            if (lines.Count > LinesKept)
            {
                lines.Dequeue();
            }
        }
    }

    private string ReadLines()
    {
        lock (lines)
        {
            return string.Join('\n', lines);
        }
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
