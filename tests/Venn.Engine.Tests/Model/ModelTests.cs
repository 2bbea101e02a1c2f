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
    private const int OperationsInMemory = 200_000;
    private const int OperationsOnDisk = 12_000;

    private static int? Seed => Read("VENN_SEED");

    [Fact]
    public Task RandomOperations_InMemory_EngineAndModelAgree() =>
        RunAsync(Read("VENN_OPS") ?? OperationsInMemory, seed => new TwinOptions(seed, OperationsOfARun)
        {
            SegmentRowLimit = 16 << seed % 3,
        });

    [Fact]
    public Task RandomOperations_OnSqliteFiles_EngineAndModelAgree() =>
        RunAsync(Read("VENN_OPS") / 10 ?? OperationsOnDisk, seed => new TwinOptions(seed, OperationsOfARun)
        {
            IsOnDisk = true, SegmentRowLimit = 16 << seed % 3,
        });

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
        var stop = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(2, Environment.ProcessorCount) };
        await Parallel.ForEachAsync(
            Enumerable.Range(first, runs), stop,
            async (next, _) => await new TwinRun(options(next)) { Counts = counts }.RunAsync());
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{runs} runs from seed {first} in {watch.Elapsed.TotalSeconds:f0} s: ")
            + string.Join(", ", counts.OrderByDescending(c => c.Value).Select(c => $"{c.Value} {c.Key}")));
        Assert.True(counts["segment files"] > runs, "Too few sealed segments were reached.");
        Assert.True(counts.Where(c => c.Key != "segment files").Sum(c => c.Value) >= operations - OperationsOfARun);
    }

    private static int? Read(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : null;
}
