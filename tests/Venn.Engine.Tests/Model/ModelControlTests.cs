using Venn.Engine.Maintenance.Collection;

namespace Venn.Engine.Tests.Model;

/// <summary>Negative controls: a model test that does not notice a broken engine proves nothing of a sound one.</summary>
public sealed class ModelControlTests
{
    private const int RunsMax = 12;

    public static TheoryData<Tampering> Tamperings => [.. Enum.GetValues<Tampering>()];

    public static TheoryData<Distortion> Distortions => [.. Enum.GetValues<Distortion>().Where(d => d != Distortion.None)];

    [Theory]
    [MemberData(nameof(Tamperings))]
    public Task RandomOperations_OverATamperingCatalog_AreNoticed(Tampering tampering) => AssertNoticedAsync(
        seed => new TwinOptions(seed, 400) { Wrap = catalog => new TamperingCatalog(catalog, tampering) });

    [Theory]
    [MemberData(nameof(Distortions))]
    public Task RandomOperations_OverADistortedEngine_AreNoticed(Distortion distortion) =>
        AssertNoticedAsync(seed => new TwinOptions(seed, 400) { Distortion = distortion });

    [Theory]
    [InlineData(nameof(CollectFault.LiveRevision))]
    [InlineData(nameof(CollectFault.LostDelta))]
    public Task RandomOperations_WithAFaultyCollection_AreNoticed(string fault) => AssertNoticedAsync(
        seed => new TwinOptions(seed, 400) { IsCollecting = true, CollectFault = Enum.Parse<CollectFault>(fault) });

    [Fact]
    public Task RandomOperations_WithFacetsAndSamplesOfSomethingElse_AreNoticed() =>
        AssertNoticedAsync(seed => new TwinOptions(seed, 400) { AreFacetsDistorted = true });

    private static async Task AssertNoticedAsync(Func<int, TwinOptions> options)
    {
        for (var seed = 1; seed <= RunsMax; seed++)
        {
            try
            {
                await new TwinRun(options(seed)).RunAsync();
            }
            catch (MismatchException)
            {
                return;
            }
        }

        Assert.Fail($"The planted bug was not noticed in {RunsMax} runs.");
    }
}
