using System.Globalization;
using Venn.Engine.Maintenance.Collection;

namespace Venn.CrashTests.Upkeep;

/// <summary>
/// <c>kill -9</c> in every stage of collections and erasures, beside writers, clones and merges: no live revision or binary is
/// ever removed, and an erasure is finished at the next opening. <c>VENN_CRASHES=n</c> kills n times; <c>VENN_SEED=n</c> chooses
/// the moments.
/// </summary>
public sealed class UpkeepKillTests(ITestOutputHelper output)
{
    /// <summary>One kill in so many is at a random moment, the others walk through the stages.</summary>
    private const int RandomEvery = 4;

    private static int Crashes => Read("VENN_CRASHES") ?? 20;

    private static int Seed => Read("VENN_SEED") ?? Environment.TickCount & 0xFFFF;

    [Fact]
    public async Task Kill_InEveryStage_LosesNothingLiveAndFinishesErasures()
    {
        var seed = Seed;
        using var rounds = new UpkeepRounds(seed, CollectFault.None);
        var next = 0;
        for (var round = 1; round <= Crashes; round++)
        {
            var stopAt = round % RandomEvery == 0 ? "" : UpkeepStages.All[next++ % UpkeepStages.All.Count];
            var problems = await rounds.RunAsync(round, stopAt);
            Assert.True(problems.Count == 0, $"VENN_SEED={seed}, round {round}, killed at '{stopAt}': {string.Join("; ", problems.Take(10))}");
        }

        output.WriteLine(
            $"{Crashes} kills, seed {seed}, in {string.Join(' ', rounds.Stages.Order())}: {rounds.Forgotten} commits forgotten, "
            + $"{rounds.Removed} revisions removed, {rounds.Erased} items erased.");
        Assert.True(rounds.Removed > Crashes, "Hardly anything was collected: the load is too small to tell.");
        Assert.Equal(UpkeepStages.All.Take(next).Order(), rounds.Stages.Order());
    }

    /// <summary>Negative controls: a check that does not notice these would notice nothing.</summary>
    [Theory]
    [InlineData("LiveRevision")]
    [InlineData("LiveBinary")]
    public async Task Kill_WithAPlantedFault_IsNoticed(string fault)
    {
        const int RoundsMax = 6;
        using var rounds = new UpkeepRounds(Seed, Enum.Parse<CollectFault>(fault));
        for (var round = 1; round <= RoundsMax; round++)
        {
            if ((await rounds.RunAsync(round, stopAt: "")).Count > 0)
            {
                return;
            }
        }

        Assert.Fail($"{fault} was not noticed in {RoundsMax} kills.");
    }

    private static int? Read(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : null;
}
