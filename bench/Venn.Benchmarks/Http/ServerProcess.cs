using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Venn.Benchmarks.Http;

/// <summary>A server of its own, on a free port and an empty directory; killed at the end.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process process;

    private ServerProcess(Process process, Uri address, string token)
    {
        this.process = process;
        Address = address;
        Token = token;
    }

    public Uri Address { get; }

    public string Token { get; }

    /// <summary>Memory of the server that is in use, as the kernel counts it.</summary>
    public double ResidentMiB
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>Memory that is no file's, where the kernel tells it apart (Linux); else all that is resident.</summary>
    public double AnonymousMiB
    {
        get
        {
            var status = $"/proc/{process.Id}/status";
            var line = File.Exists(status)
                ? File.ReadLines(status).FirstOrDefault(line => line.StartsWith("RssAnon:", StringComparison.Ordinal))
                : null;
            return line is null
                ? ResidentMiB
                : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
        }
    }

    /// <summary>Files, sockets and the like that the server has open.</summary>
    public int HandleCount
    {
        get
        {
            process.Refresh();
            return process.HandleCount;
        }
    }

    public int ThreadCount
    {
        get
        {
            process.Refresh();
            return process.Threads.Count;
        }
    }

    public static async Task<ServerProcess> StartAsync(string directory)
    {
        Directory.CreateDirectory(directory);
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        using var minting = Start("token", "--data", directory);
        var words = await minting.StandardOutput.ReadToEndAsync();
        await minting.WaitForExitAsync();
        var server = new ServerProcess(
            Start("serve", "--data", directory, "--urls", address.ToString()), address, words.Trim().Split('\n')[^1].Trim());
        _ = server.process.StandardOutput.ReadToEndAsync();
        using var client = new HttpClient { BaseAddress = address };
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                (await client.GetAsync(new Uri("/health", UriKind.Relative))).EnsureSuccessStatusCode();
                return server;
            }
            catch (HttpRequestException) when (attempt < 300 && !server.process.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private static Process Start(params string[] words)
    {
        var program = Path.GetFullPath(
            Path.Combine(AppContext.BaseDirectory, "..", "..", "Venn.Server", "release", "Venn.Server.dll"));
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(program);
        foreach (var word in words)
        {
            start.ArgumentList.Add(word);
        }

        return Process.Start(start)!;
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
