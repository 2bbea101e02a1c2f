using Venn.Engine.Maintenance;
using Venn.Engine.Maintenance.Collection;
using Venn.Engine.Maintenance.Erasure;
using Venn.Engine.Maintenance.Retention;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Copying;
using Venn.TestKit.Simulation;

namespace Venn.CrashTests.Faults;

/// <summary>The n-th durable write of a collection or an erasure fails, for every n: no answer changes, and erasures are finished.</summary>
public sealed class UpkeepNthWriteTests
{
    private static readonly CommitInfo By = new("f@example.org", "test");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Collect_TransactionFailsForEveryN_ChangesNoAnswer(bool isLasting)
    {
        var failures = 0;
        for (var n = 1; ; n++)
        {
            await using var f = new FaultStore();
            await MakeAsync(f);
            var seen = f.See();
            f.Catalog.FailAt(n, isLasting);
            var failed = await FailsAsync(() => f.Store.Upkeep.CollectAsync(new CollectRequest { Grace = TimeSpan.Zero }));
            Assert.Equal(seen, f.See());
            await f.CloseAsync();
            await f.OpenAsync();
            Assert.Equal(seen, f.See());
            Assert.Empty(await VerifyAsync(f.Store));

            // What was cut off is found again.
            await f.Store.Upkeep.CollectAsync(new CollectRequest { Grace = TimeSpan.Zero });
            Assert.Equal(seen, f.See());
            Assert.Empty(await VerifyAsync(f.Store));
            Assert.Equal(0, (await f.Store.Upkeep.CollectAsync(new CollectRequest { Grace = TimeSpan.Zero })).RevisionsDead);
            if (!failed)
            {
                break;
            }

            failures++;
        }

        Assert.InRange(failures, 4, 100);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Erase_TransactionFailsForEveryN_IsWholeOrNotAtAllOnceOpened(bool isLasting)
    {
        var (failures, undone) = (0, 0);
        for (var n = 1; ; n++)
        {
            await using var f = new FaultStore();
            await MakeAsync(f);
            var lineage = f.Store.Find("p", "a")!.Head.FindItem("/d/3")!.Lineage;
            f.Catalog.FailAt(n, isLasting);
            var failed = await FailsAsync(() => f.Store.Upkeep.EraseAsync(
                new ErasureRequest { Items = [lineage], Author = "x", Reason = "y" }));
            await f.CloseAsync();
            await f.OpenAsync();
            Assert.Empty(await VerifyAsync(f.Store));
            var places = f.Store.AllDatasets.Sum(d => d.ReadLog(long.MaxValue, 1000).Count(c => Holds(d, c.Id.Sequence, lineage)));
            var stones = f.Store.AllDatasets.Sum(d => d.ReadLog(long.MaxValue, 1000).Count(c => c.Operation == "erase"));
            Assert.True(places == 0 ? stones == 3 : stones == 0, $"n = {n}: in {places} versions, {stones} tombstones");
            undone += places > 0 ? 1 : 0;
            if (!failed)
            {
                Assert.Equal(0, places);
                break;
            }

            failures++;
        }

        Assert.InRange(failures, 8, 100);
        Assert.Equal(1, undone);
    }

    [Fact]
    public async Task Erase_MachineDiesInEveryFileOperation_IsFinishedWhenOpened()
    {
        var crashes = 0;
        for (var n = 1; ; n++)
        {
            await using var f = new FaultStore();
            await MakeAsync(f);
            await f.Store.DrainSealingAsync();
            var lineage = f.Store.Find("p", "a")!.Head.FindItem("/d/3")!.Lineage;
            f.Files.Use(FaultPlan.CrashAt(n));
            var failed = await FailsAsync(() => f.Store.Upkeep.EraseAsync(
                new ErasureRequest { Items = [lineage], Author = "x", Reason = "y" }));
            await f.CloseAsync();
            f.Files = f.Files.Reboot(new Random(n));
            await f.OpenAsync();
            Assert.All(f.Store.AllDatasets, d => Assert.All(
                d.ReadLog(long.MaxValue, 1000), c => Assert.False(Holds(d, c.Id.Sequence, lineage))));
            Assert.Empty(await VerifyAsync(f.Store));
            if (!failed)
            {
                break;
            }

            crashes++;
        }

        Assert.InRange(crashes, 3, 500);
    }

    /// <summary>Two datasets with a past, and a clone: all of it more than its rule keeps.</summary>
    private static async Task MakeAsync(FaultStore f)
    {
        await f.OpenAsync();
        var a = await f.CreateAsync("a", 20);
        var b = await f.CreateAsync("b", 3);
        await f.Store.CloneAsync(new CloneRequest { Source = a.Head, NewDataset = new DatasetInfo("p", "c", "{}"u8.ToArray()) }, By);
        await f.Store.CloneAsync(new CloneRequest { Source = a.Head, Target = b.Ordinal, TargetDirectory = "/x" }, By);
        foreach (var dataset in (Dataset[])[a, b])
        {
            for (var i = 0; i < 4; i++)
            {
                await FaultStore.AddAsync(dataset, 1000 + (i * 10), 3);
                await dataset.WriteAsync(By, w =>
                {
                    w.RemoveItems(dataset.Head.State.Items.Within(dataset.Head.State.Items.Max - 1, dataset.Head.State.Items.Max + 1));
                    return 0;
                });
            }

            await dataset.SetRetentionAsync(new RetentionRule { Commits = 2 });
        }
    }

    private static bool Holds(Dataset dataset, long sequence, Lineage lineage) =>
        dataset.FindVersion(sequence) is { IsForgotten: false } version && version.FindItem(lineage) is not null;

    private static async Task<IReadOnlyList<string>> VerifyAsync(VersionStore store) =>
        (await new Verifier(store).VerifyAsync(store.AllDatasets, withBinaries: false, TestContext.Current.CancellationToken)).Problems;

    private static async Task<bool> FailsAsync(Func<Task> act)
    {
        try
        {
            await act();
            return false;
        }
        catch (Exception e) when (e is IOException or EngineException)
        {
            return true;
        }
    }
}
