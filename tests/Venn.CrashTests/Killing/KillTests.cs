using System.Globalization;

namespace Venn.CrashTests.Killing;

/// <summary>
/// <c>kill -9</c> at random moments: what was acknowledged is there, what was not is wholly absent. <c>VENN_CRASHES=n</c>
/// kills n times; <c>VENN_SEED=n</c> chooses the moments.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private static int Crashes => Read("VENN_CRASHES") ?? 50;

    private static int Seed => Read("VENN_SEED") ?? Environment.TickCount & 0xFFFF;

    /// <summary>On a disk in memory more happens between two kills; on a real one the waits for it are longer.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Kill_UnderLoad_KeepsWhatWasAcknowledgedAndNothingHalf(bool inMemory)
    {
        var (seed, crashes) = (Seed, inMemory ? Crashes - (Crashes / 3) : Crashes / 3);
        using var rounds = new CrashRounds(seed, PlantedBug.None, inMemory);
        for (var round = 1; round <= crashes; round++)
        {
            var problems = await rounds.RunAsync(round);
            Assert.True(problems.Count == 0, $"VENN_SEED={seed}, round {round}: {string.Join("; ", problems.Take(20))}");
        }

        output.WriteLine(
            $"{crashes} kills, seed {seed}: {rounds.Ledger.AcknowledgedCount} acknowledged operations, {rounds.Ledger.Groups.Count} groups, "
            + $"{rounds.Ledger.Copies.Count} clones and merges, {rounds.Ledger.Own.Count} commits of datasets of their own.");
        Assert.True(rounds.Ledger.AcknowledgedCount > 5 * crashes, "Hardly anything was acknowledged: the load is too small to tell.");
    }

    /// <summary>Negative controls: a check that does not notice these would notice nothing.</summary>
    [Theory]
    [InlineData("AcknowledgesEarly")]
    [InlineData("TearsCommits")]
    [InlineData("StoresBinariesLate")]
    public async Task Kill_WithAPlantedBug_IsNoticed(string bug)
    {
        const int RoundsMax = 40;
        using var rounds = new CrashRounds(Seed, Enum.Parse<PlantedBug>(bug), inMemory: true);
        for (var round = 1; round <= RoundsMax; round++)
        {
            if ((await rounds.RunAsync(round)).Count > 0)
            {
                return;
            }
        }

        Assert.Fail($"{bug} was not noticed in {RoundsMax} kills.");
    }

    private static int? Read(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : null;
}
