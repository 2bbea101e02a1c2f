using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Venn.Engine.Tests.Model;

/// <summary>
/// Random operations on the engine and on a model of dictionaries, states compared after each. <c>VENN_SEED=n</c> replays
/// one run; <c>VENN_OPS=n</c> sets how many operations are made in all.
/// </summary>
public sealed class ModelTests(ITestOutputHelper output)
{
    private const int OperationsOfARun = 400;
    private const int OperationsInMemory = 500_000;
    private const int OperationsOnDisk = 12_000;

    /// <summary>After so many different ones there is enough to look at.</summary>
    private const int MismatchesMax = 6;

    private static int? Seed => Read("VENN_SEED");

    [Fact]
    public Task RandomOperations_InMemory_EngineAndModelAgree() =>
        RunAsync(Read("VENN_OPS") ?? OperationsInMemory, seed => new TwinOptions(seed, OperationsOfARun)
        {
            SegmentRowLimit = RowLimit(seed), IsCollecting = IsCollecting(seed),
        });

    [Fact]
    public Task RandomOperations_OnSqliteFiles_EngineAndModelAgree() =>
        RunAsync(Read("VENN_OPS") / 10 ?? OperationsOnDisk, seed => new TwinOptions(seed, OperationsOfARun)
        {
            IsOnDisk = true, SegmentRowLimit = RowLimit(seed), IsCollecting = IsCollecting(seed),
        });

    /// <summary>Of some runs every few rows fill a segment, which is then sealed; the others stay in the growing ones.</summary>
    private static int RowLimit(int seed) => seed % 8 == 0 ? 32 << seed / 8 % 3 : 4096;

    /// <summary>Of what was collected the past is not compared any more: three runs in four keep all of it.</summary>
    private static bool IsCollecting(int seed) => seed % 4 == 2 || Read("VENN_UPKEEP") is not null;

    private async Task RunAsync(int operations, Func<int, TwinOptions> options)
    {
        var watch = Stopwatch.StartNew();
        var counts = new ConcurrentDictionary<string, int>();
        if (Seed is { } seed)
        {
            await new TwinRun(options(seed)) { Counts = counts }.RunAsync();
            return;
        }

        // The test command runs the same seeds everywhere; who asks for a number of operations gets seeds of their own.
        var first = Read("VENN_OPS") is null ? 1 : (int)(DateTime.UtcNow.Ticks / TimeSpan.TicksPerSecond % 1_000_000) * 1_000;
        var runs = Math.Max(1, operations / OperationsOfARun);
        var lanes = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(2, Environment.ProcessorCount) };
        var mismatches = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(Enumerable.Range(first, runs), lanes, async (next, _) =>
        {
            try
            {
                if (mismatches.Count < MismatchesMax)
                {
                    await new TwinRun(options(next)) { Counts = counts }.RunAsync();
                }
            }
            catch (MismatchException e)
            {
                mismatches.Enqueue(e.Message);
            }
        });
        Assert.True(mismatches.IsEmpty, string.Join("\n\n", mismatches));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{runs} runs from seed {first} in {watch.Elapsed.TotalSeconds:f0} s: ")
            + string.Join(", ", counts.OrderByDescending(c => c.Value).Select(c => $"{c.Value} {c.Key}")));
        Assert.True(counts[TwinRun.SegmentFiles] > runs / 4, "Too few sealed segments were reached.");
        Assert.All(
            operations >= OperationsOnDisk ? TwinRun.Operations : [],
            what => Assert.True(counts.GetValueOrDefault(what) > 0, $"No run made the operation '{what}'."));
        Assert.True(counts.Where(c => c.Key != TwinRun.SegmentFiles).Sum(c => c.Value) >= operations - OperationsOfARun);
    }

    private static int? Read(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : null;
}
