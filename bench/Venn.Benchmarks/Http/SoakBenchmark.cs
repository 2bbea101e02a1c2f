using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Venn.Benchmarks.Reporting;

namespace Venn.Benchmarks.Http;

/// <summary>
/// Minutes of a mix of everything against a server of its own, and what the process holds at the end of each. What is live
/// stays the same in size, so that what grows is history on disk, or a leak.
/// </summary>
internal sealed class SoakBenchmark(Report report, string directory, int minutes)
{
    private const int Connections = 8;

    public async Task RunAsync()
    {
        using var server = await ServerProcess.StartAsync(directory);
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = Connections };
        using var client = new HttpClient(handler) { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        var calls = new SoakCalls(client);
        var (project, dataset) = await calls.MakeDatasetAsync();
        var workers = Enumerable.Range(0, Connections).Select(i => new SoakWorker(calls, project, dataset, i)).ToArray();
        var start = Stopwatch.GetTimestamp();
        var running = Task.WhenAll(workers.Select(worker => Task.Run(
            () => worker.RunAsync(() => Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(minutes)))));
        var seen = new List<Held>();
        for (var minute = 1; minute <= minutes; minute++)
        {
            var left = TimeSpan.FromMinutes(minute) - Stopwatch.GetElapsedTime(start);
            await Task.WhenAny(running, Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero));
            if (running.IsFaulted)
            {
                break;
            }

            seen.Add(Tell(minute, workers, server));
        }

        // A call that was refused ends the soak, and says so.
        await running;
        TellGrowth(seen);
    }

    private Held Tell(int minute, SoakWorker[] workers, ServerProcess server)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"soak, minute {minute}");
        var latencies = new Samples();
        var count = 0;
        foreach (var latency in workers.SelectMany(worker => worker.TakeLatencies()))
        {
            latencies.Add(latency);
            count++;
        }

        var held = new Held(server.AnonymousMiB, server.HandleCount, server.ThreadCount);
        report.Add(Figure.AtLeast(name, count, "rate", "calls/s", count / 60.0));
        report.Add(Figure.AtMost(name, count, "p99", "ms", latencies.Percentile(0.99)));
        report.Add(Figure.AtMost(name, count, "resident", "MiB", server.ResidentMiB));
        report.Add(Figure.AtMost(name, count, "anonymous", "MiB", held.AnonymousMiB));
        report.Add(Figure.AtMost(name, count, "disk", "MiB", DiskMiB()));
        report.Add(Figure.AtMost(name, count, "handles", "", held.Handles));
        report.Add(Figure.AtMost(name, count, "threads", "", held.Threads));
        return held;
    }

    /// <summary>The last minute against the middle one: by then caches are full and pools have their size.</summary>
    private void TellGrowth(List<Held> seen)
    {
        if (seen.Count < 4)
        {
            return;
        }

        var (middle, last) = (seen[(seen.Count / 2) - 1], seen[^1]);
        report.Add(Figure.AtMost("soak, second half", seen.Count, "memory", "times", last.AnonymousMiB / middle.AnonymousMiB, 1.25));
        report.Add(Figure.AtMost("soak, second half", seen.Count, "handles", "more", last.Handles - middle.Handles, 64));
        report.Add(Figure.AtMost("soak, second half", seen.Count, "threads", "more", last.Threads - middle.Threads, 16));
    }

    private double DiskMiB()
    {
        long bytes = 0;
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            try
            {
                bytes += file.Length;
            }
            catch (FileNotFoundException)
            {
                // It was a file that is on its way to its name.
            }
        }

        return bytes / 1048576.0;
    }

    private readonly record struct Held(double AnonymousMiB, int Handles, int Threads);
}
