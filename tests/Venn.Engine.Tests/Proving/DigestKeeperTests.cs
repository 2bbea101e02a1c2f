using Venn.Engine.Tests.Versions;
using Venn.Engine.Versions.Proving;
using Venn.TestKit.Simulation;

namespace Venn.Engine.Tests.Proving;

/// <summary>Digests of sealed segments that are written in the background.</summary>
public sealed class DigestKeeperTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>Time in which what should not happen would have happened.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Keeper_NothingIsAsked_WritesAllWithoutAPause()
    {
        await using var f = await OpenAsync();
        var clock = new ManualClock();
        await using var keeper = new DigestKeeper(f.Store.Context.Digests, () => 0, () => 0, clock, null);

        await AdvanceUntilAsync(clock, () => CountFiles(f) > 0);

        await WaitAsync(() => CountFiles(f) == 3);
    }

    /// <summary>A question comes while each segment is written, which takes two seconds: eight are waited after it.</summary>
    [Fact]
    public async Task Keeper_QuestionsAreAsked_WaitsFourTimesWhatASegmentTook()
    {
        await using var f = await OpenAsync();
        var clock = new ManualClock();
        var questions = 0L;
        await using var keeper = new DigestKeeper(
            f.Store.Context.Digests, () => 0,
            () =>
            {
                clock.Advance(Tick);
                return Interlocked.Increment(ref questions);
            },
            clock, null);

        await AdvanceUntilAsync(clock, () => Interlocked.Read(ref questions) > 0);
        await WaitAsync(() => Interlocked.Read(ref questions) == 2);
        await Task.Delay(Moment, TestContext.Current.CancellationToken);
        clock.Advance(7 * Tick);
        await Task.Delay(Moment, TestContext.Current.CancellationToken);
        Assert.Equal(1, CountFiles(f));
        clock.Advance(Tick);
        await WaitAsync(() => CountFiles(f) == 2);
    }

    [Fact]
    public async Task Keeper_SomethingIsWritten_WaitsUntilItIsQuiet()
    {
        await using var f = await OpenAsync();
        var clock = new ManualClock();
        var writes = 0L;
        var isBusy = true;
        await using var keeper = new DigestKeeper(
            f.Store.Context.Digests, () => Volatile.Read(ref isBusy) ? Interlocked.Increment(ref writes) : -1, () => 0, clock, null);

        await AdvanceUntilAsync(clock, () => Interlocked.Read(ref writes) > 5);
        Assert.Equal(0, CountFiles(f));
        Volatile.Write(ref isBusy, false);

        await AdvanceUntilAsync(clock, () => CountFiles(f) == 3);
    }

    /// <summary>Three segments are sealed.</summary>
    private static async Task<VersionFixture> OpenAsync()
    {
        var fixture = await VersionFixture.OpenAsync();
        await fixture.CreateAsync("gold", [.. Enumerable.Range(0, 192).Select(i => $"/{i}")]);
        await fixture.Store.DrainSealingAsync(TestContext.Current.CancellationToken);
        return fixture;
    }

    private static int CountFiles(VersionFixture fixture) =>
        Directory.GetFiles(Path.Combine(fixture.DataDirectory, "segments"), "*.vdig", SearchOption.AllDirectories).Length;

    private static Task AdvanceUntilAsync(ManualClock clock, Func<bool> holds) => WaitAsync(() =>
    {
        if (holds())
        {
            return true;
        }

        clock.Advance(Tick);
        return false;
    });

    private static async Task WaitAsync(Func<bool> holds)
    {
        for (var tries = 0; tries < 500; tries++)
        {
            if (holds())
            {
                return;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Fail("It did not come to hold.");
    }
}
