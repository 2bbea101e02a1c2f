using System.Diagnostics;
using System.Globalization;

namespace Venn.CrashTests.Killing;

/// <summary>Starts the process, kills it, looks; the same directory goes on to the next round.</summary>
internal sealed class CrashRounds(int seed, PlantedBug bug, bool inMemory) : IDisposable
{
    private const string MemoryDisk = "/dev/shm";

    private readonly string directory = inMemory && Directory.Exists(MemoryDisk)
        ? Directory.CreateDirectory(Path.Combine(MemoryDisk, $"venn-crash-{Guid.NewGuid():n}")).FullName
        : Directory.CreateTempSubdirectory("venn-crash-").FullName;

    private readonly Random random = new(seed);

    public CrashLedger Ledger { get; } = new();

    /// <returns>What was found wrong.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(int round)
    {
        await LoadAndKillAsync(round);
        Ledger.EndRound();
        await using var store = await CrashStore.OpenAsync(directory);
        return await new CrashCheck(store, Ledger).RunAsync();
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private async Task LoadAndKillAsync(int round)
    {
        using var child = new Process();
        child.StartInfo = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
        {
            child.StartInfo.ArgumentList.Add(typeof(CrashRounds).Assembly.Location);
        }

        foreach (var argument in new[] { CrashChild.Argument, directory, round.ToString(CultureInfo.InvariantCulture), bug.ToString() })
        {
            child.StartInfo.ArgumentList.Add(argument);
        }

        // One in ten is killed while it opens the store, the others some milliseconds after so many acknowledgements.
        var whileOpening = random.Next(10) == 0;
        var enough = random.Next(60);
        var delay = TimeSpan.FromMilliseconds(whileOpening ? random.Next(60, 250) : random.Next(20));
        child.Start();
        var killing = whileOpening ? KillAsync(child, delay) : null;
        var before = Ledger.AcknowledgedCount;
        var isReady = false;
        while (await child.StandardOutput.ReadLineAsync() is { } line)
        {
            Ledger.Read(line);
            isReady |= line == "ready";
            if (isReady && Ledger.AcknowledgedCount - before >= enough)
            {
                killing ??= KillAsync(child, delay);
            }
        }

        await (killing ?? throw new InvalidOperationException($"The process of round {round} ended by itself."));
        await child.WaitForExitAsync();
    }

    private static async Task KillAsync(Process child, TimeSpan delay)
    {
        await Task.Delay(delay);
        child.Kill();
    }
}
