using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Venn.Engine.Maintenance;
using Venn.Engine.Maintenance.Collection;
using Venn.Storage.Catalog;

namespace Venn.CrashTests.Upkeep;

/// <summary>Starts the process, kills it, and looks: at everything the verifier knows, at what was acknowledged, and at bytes.</summary>
internal sealed class UpkeepRounds(int seed, CollectFault fault) : IDisposable
{
    private const string MemoryDisk = "/dev/shm";

    /// <summary>After this a round ends whatever was done.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string directory = Directory.Exists(MemoryDisk)
        ? Directory.CreateDirectory(Path.Combine(MemoryDisk, $"venn-upkeep-{Guid.NewGuid():n}")).FullName
        : Directory.CreateTempSubdirectory("venn-upkeep-").FullName;

    private readonly Random random = new(seed);

    /// <summary>By dataset and slot: the values that may be there.</summary>
    private readonly Dictionary<(string Dataset, int Slot), (long Done, long Tried)> values = [];
    private readonly HashSet<string> tried = [];
    private readonly HashSet<string> erased = [];

    public long Removed { get; private set; }

    public long Forgotten { get; private set; }

    public int Erased => erased.Count;

    /// <summary>The stages at which the process was killed.</summary>
    public HashSet<string> Stages { get; } = [];

    /// <param name="round">Counts them.</param>
    /// <param name="stopAt">Kill at this stage of a collection or erasure; empty: at a random moment.</param>
    /// <returns>What was found wrong.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(int round, string stopAt)
    {
        await LoadAndKillAsync(round, stopAt);
        await using var store = await UpkeepStore.OpenAsync(directory);
        var problems = new List<string>(
            (await new Verifier(store).VerifyAsync(store.AllDatasets, withBinaries: true, TestContext.Current.CancellationToken)).Problems);
        if (problems.Count > 0)
        {
            // Noticed: what else is looked at stands on what the verifier holds together.
            return problems;
        }

        CheckValues(store, problems);
        await CheckErasedAsync(store, problems);
        return problems;
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private void CheckValues(VersionStore store, List<string> problems)
    {
        foreach (var ((name, slot), (done, tried)) in values.ToList())
        {
            var item = store.Find(UpkeepStore.Scope, name)!.Head.FindItem(UpkeepStore.PathOf(slot));
            var found = item is null ? 0 : (long)JsonNode.Parse(item.Body.Span)!["value"]!;
            if (found != done && found != tried)
            {
                problems.Add($"{name} slot {slot} is {found}; acknowledged was {done}, tried {tried}");
            }

            values[(name, slot)] = (found, found);
        }
    }

    private async Task CheckErasedAsync(VersionStore store, List<string> problems)
    {
        foreach (var secret in tried.Where(s => !erased.Contains(s)).ToList())
        {
            // Begun or not: after the opening it is done or not at all.
            var isThere = store.AllDatasets.Any(d => !d.Head.IsForgotten
                && d.Head.Read(Relation.Items, d.Head.State.Items).Any(i => i.Path.Contains(secret, StringComparison.Ordinal)));
            if (!isThere && await IsInBytesAsync(secret))
            {
                // The erasure had not begun, and no head has it: history may still.
                isThere = store.AllDatasets.Any(d => d.ReadLog(long.MaxValue, int.MaxValue).Any(c =>
                    d.FindVersion(c.Id.Sequence) is { IsForgotten: false } v
                    && v.Read(Relation.Items, v.State.Items).Any(i => i.Path.Contains(secret, StringComparison.Ordinal))));
                if (!isThere)
                {
                    problems.Add($"{secret} is half erased: in no version, and in some file.");
                }
            }
        }

        foreach (var secret in erased)
        {
            if (await IsInBytesAsync(secret))
            {
                problems.Add($"{secret} was erased, and is in some file.");
            }
        }

        tried.Clear();
    }

    private async Task<bool> IsInBytesAsync(string text)
    {
        var needle = Encoding.UTF8.GetBytes(text);
        foreach (var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "lock"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            if (bytes.ToArray().AsSpan().IndexOf(needle) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private async Task LoadAndKillAsync(int round, string stopAt)
    {
        using var child = new Process();
        child.StartInfo = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
        {
            child.StartInfo.ArgumentList.Add(typeof(UpkeepRounds).Assembly.Location);
        }

        foreach (var argument in (string[])
            [UpkeepChild.Argument, directory, round.ToString(CultureInfo.InvariantCulture), fault.ToString(), stopAt])
        {
            child.StartInfo.ArgumentList.Add(argument);
        }

        // At a stage; or some time after something was done whole: a machine may be slow, and what was not done cannot be noticed.
        var trigger = stopAt.Length > 0 ? "stage" : fault == CollectFault.None ? "erased" : "collected";
        child.Start();
        Task? killing = null;
        var sinceReady = new Stopwatch();
        while (await child.StandardOutput.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ');
            Read(words);
            if (words[0] == "ready")
            {
                sinceReady.Start();
            }

            if (killing is null && (words[0] == trigger || sinceReady.Elapsed > Patience))
            {
                killing = KillAsync(child, random.Next(400));
            }
        }

        if (killing is null && fault == CollectFault.None)
        {
            throw new InvalidOperationException($"The process of round {round} ended by itself.");
        }

        // One with a planted fault may meet what it has done to itself, and end.
        await (killing ?? Task.CompletedTask);
        await child.WaitForExitAsync();
    }

    private void Read(string[] words)
    {
        switch (words[0])
        {
            case "try":
                var key = (words[1], int.Parse(words[2], CultureInfo.InvariantCulture));
                values[key] = (values.GetValueOrDefault(key).Done, long.Parse(words[3], CultureInfo.InvariantCulture));
                break;
            case "done":
                var done = long.Parse(words[3], CultureInfo.InvariantCulture);
                values[(words[1], int.Parse(words[2], CultureInfo.InvariantCulture))] = (done, done);
                break;
            case "collected":
                Forgotten += long.Parse(words[1], CultureInfo.InvariantCulture);
                Removed += long.Parse(words[2], CultureInfo.InvariantCulture);
                break;
            case "erase":
                tried.Add(words[1]);
                break;
            case "erased":
                erased.Add(words[1]);
                break;
            case "stage":
                Stages.Add(words[1]);
                break;
        }
    }

    private static async Task KillAsync(Process child, int delayMs)
    {
        await Task.Delay(delayMs);
        if (!child.HasExited)
        {
            child.Kill();
        }
    }
}
