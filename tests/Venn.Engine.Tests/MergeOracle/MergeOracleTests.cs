using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Venn.Engine.Tests.Model;

namespace Venn.Engine.Tests.MergeOracle;

/// <summary>
/// Random merges against a naive one that is written from the design's table. <c>VENN_SEED=n</c> replays one family of
/// datasets; <c>VENN_FAMILIES=n</c> sets how many there are, from a seed of its own.
/// </summary>
public sealed class MergeOracleTests(ITestOutputHelper output)
{
    private const int Families = 2_600;
    private const int MergesMin = 100_000;
    private const int FamiliesOfAStore = 20;
    private const int MismatchesMax = 6;
    private const int ControlFamilies = 60;

    public static TheoryData<MergeFault> Faults => [.. Enum.GetValues<MergeFault>().Where(f => f != MergeFault.None)];

    [Fact]
    public async Task RandomMerges_EngineAndTableAgree()
    {
        if (Read("VENN_SEED") is { } seed)
        {
            await RunAsync(seed, 1, MergeFault.None);
            return;
        }

        var watch = Stopwatch.StartNew();
        var asked = Read("VENN_FAMILIES");
        var first = asked is null ? 1 : (int)(DateTime.UtcNow.Ticks / TimeSpan.TicksPerSecond % 1_000_000) * 1_000;
        var mismatches = new ConcurrentQueue<string>();
        var merges = 0;
        var lanes = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(2, Environment.ProcessorCount) };
        var chunks = Math.Max(1, (asked ?? Families) / FamiliesOfAStore);
        await Parallel.ForEachAsync(Enumerable.Range(0, chunks), lanes, async (chunk, _) =>
        {
            try
            {
                if (mismatches.Count < MismatchesMax)
                {
                    Interlocked.Add(ref merges, await RunAsync(first + (chunk * FamiliesOfAStore), FamiliesOfAStore, MergeFault.None));
                }
            }
            catch (MismatchException e)
            {
                mismatches.Enqueue(e.Message);
            }
        });
        Assert.True(mismatches.IsEmpty, string.Join("\n\n", mismatches));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{merges} merges of {chunks * FamiliesOfAStore} families from seed {first} in {watch.Elapsed.TotalSeconds:f0} s"));
        Assert.True(asked is not null || merges >= MergesMin, $"Only {merges} merges were made.");
    }

    /// <summary>Negative controls.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task RandomMerges_WithAPlantedMistake_AreNoticed(MergeFault fault) =>
        await Assert.ThrowsAsync<MismatchException>(() => RunAsync(1, ControlFamilies, fault));

    private static async Task<int> RunAsync(int first, int count, MergeFault fault)
    {
        await using var store = await OracleStore.OpenAsync(fault);
        var merges = 0;
        foreach (var seed in Enumerable.Range(first, count))
        {
            merges += await new MergeFamily(store, seed, fault).RunAsync();
        }

        return merges;
    }

    private static int? Read(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : null;
}
