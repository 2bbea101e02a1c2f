using System.Diagnostics;
using System.Globalization;

namespace Venn.Peers.Postgres;

/// <summary>
/// A cluster of this run's own: made by initdb, listening on a socket in its own directory and on no network. As root it is
/// run by the user <c>postgres</c>, since the server refuses root.
/// </summary>
internal sealed class PostgresCluster(string directory)
{
    // Longer names of sockets are refused by the system.
    private const int MaxDirectoryLength = 80;
    private const string Superuser = "venn";
    private readonly int port = Random.Shared.Next(18_000, 60_000);
    private bool isStarted;

    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture,
        $"Host={directory};Port={port};Username={Superuser};Database=postgres;Pooling=false;Command Timeout=0");

    /// <summary>Whether a cluster was made here before.</summary>
    public bool IsMade => File.Exists(Path.Combine(Data, "PG_VERSION"));

    private string Data => Path.Combine(directory, "data");

    /// <exception cref="InvalidOperationException">The directory's name is too long, or a program of PostgreSQL fails.</exception>
    public async Task StartAsync()
    {
        if (directory.Length > MaxDirectoryLength)
        {
            throw new InvalidOperationException($"'{directory}' is too long for a socket's name: give a shorter --dir.");
        }

        Directory.CreateDirectory(directory);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "postgres", directory);
        }

        if (!IsMade)
        {
            await RunAsOwnerAsync("initdb", "--pgdata", Data, "--username", Superuser, "--auth", "trust", "--encoding", "UTF8", "--locale", "C");
        }

        var settings = FormattableString.Invariant(
            $"-c listen_addresses='' -c unix_socket_directories='{directory}' -c unix_socket_permissions=0700 -c port={port}")
            + " -c shared_buffers=1GB -c work_mem=64MB -c maintenance_work_mem=256MB -c max_wal_size=4GB";
        await RunAsOwnerAsync("pg_ctl", "start", "--wait", "--pgdata", Data, "--log", Path.Combine(directory, "log"), "--options", settings);
        isStarted = true;
    }

    /// <summary>Does nothing when it was not started.</summary>
    public Task StopAsync() => !isStarted ? Task.CompletedTask : RunAsOwnerAsync(
        "pg_ctl", "stop", "--wait", "--pgdata", Data, "--mode", "fast");

    private Task RunAsOwnerAsync(params string[] words) => Environment.IsPrivilegedProcess
        ? RunAsync(["runuser", "-u", "postgres", "--", .. words])
        : RunAsync(words);

    private async Task RunAsync(params string[] words)
    {
        // The server outlives pg_ctl with the streams it was given, so they are not pipes that would be read to their end.
        var log = Path.Combine(directory, "commands");
        var start = new ProcessStartInfo("bash") { WorkingDirectory = directory };
        string[] all = ["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "bash", log, .. words];
        Array.ForEach(all, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{string.Join(' ', words)}' ended with {process.ExitCode}: {await File.ReadAllTextAsync(log)}");
        }
    }
}
