using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Venn.Server.Tests.Features.Drivers.Sources;

/// <summary>
/// Somebody else's server that speaks a cloud's protocol, on a free port of this machine for as long as the tests of a class
/// run. Which program it is, an environment variable says; where it says nothing, those tests are skipped.
/// </summary>
public sealed class EmulatorProcess : IDisposable
{
    private const int StartTries = 300;

    private readonly Process process;

    private EmulatorProcess(Process process, int port) => (this.process, Port) = (process, port);

    public int Port { get; }

    /// <summary>The program that a variable names; the test is skipped when it names none.</summary>
    public static string RequireProgram(string variable, string what)
    {
        var program = Environment.GetEnvironmentVariable(variable);
        Assert.SkipWhen(string.IsNullOrEmpty(program), $"{variable} names no program: {what}. See .ci/run.");
        return program!;
    }

    /// <param name="program">Its path.</param>
    /// <param name="arguments">From the port it is to listen on.</param>
    public static async Task<EmulatorProcess> StartAsync(string program, Func<int, string[]> arguments)
    {
        var port = FindFreePort();
        var start = new ProcessStartInfo(program, arguments(port)) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var started = new EmulatorProcess(process, port);
        for (var tries = 0; !await IsListeningAsync(port); tries++)
        {
            if (tries == StartTries || process.HasExited)
            {
                started.Dispose();
                throw new InvalidOperationException($"{program} does not listen on port {port}.");
            }

            await Task.Delay(100);
        }

        return started;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<bool> IsListeningAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
