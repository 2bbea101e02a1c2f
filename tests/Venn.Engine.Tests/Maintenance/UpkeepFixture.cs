using Venn.Engine.Maintenance;
using Venn.Engine.Maintenance.Collection;
using Venn.Engine.Tests.Versions;
using Venn.Engine.Versions;
using Venn.TestKit.Simulation;

namespace Venn.Engine.Tests.Maintenance;

/// <summary>A store whose clock is moved by hand, and short words for what tests of its upkeep do.</summary>
internal sealed class UpkeepFixture : IAsyncDisposable
{
    public static readonly CollectRequest AtOnce = new() { Grace = TimeSpan.Zero };

    private readonly VersionFixture f;

    private UpkeepFixture(VersionFixture fixture, ManualClock clock) => (f, Clock) = (fixture, clock);

    public ManualClock Clock { get; }

    public VersionFixture Versions => f;

    public VersionStore Store => f.Store;

    public static async Task<UpkeepFixture> OpenAsync()
    {
        var clock = new ManualClock();
        return new UpkeepFixture(await VersionFixture.OpenAsync(clock: clock), clock);
    }

    public Task<CollectReport> CollectAsync(CollectRequest? request = null) =>
        Store.Upkeep.CollectAsync(request ?? AtOnce, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Makes so many commits, a day apart; commit n + 1 sets <c>a</c> of <c>/x</c> to n.</summary>
    public async Task<Dataset> CreateWithHistoryAsync(string name, int edits)
    {
        var dataset = await f.CreateAsync(name, "/x");
        for (var i = 1; i <= edits; i++)
        {
            Clock.Advance(TimeSpan.FromDays(1));
            await f.SetAsync(dataset, "/x", "a", i);
        }

        return dataset;
    }

    /// <summary>Everything the verifier finds wrong.</summary>
    public async Task<IReadOnlyList<string>> VerifyAsync() =>
        (await new Verifier(Store).VerifyAsync(Store.AllDatasets, withBinaries: true, TestContext.Current.CancellationToken)).Problems;

    public static long[] KeptOf(Dataset dataset) =>
        [.. dataset.ReadLog(long.MaxValue, int.MaxValue).Select(c => c.Id.Sequence).Where(s => !dataset.FindVersion(s)!.IsForgotten).Order()];

    public ValueTask DisposeAsync() => f.DisposeAsync();
}
