using Venn.Engine.Maintenance.Retention;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Copying;
using Venn.Engine.Versions.Merging;
using static Venn.Engine.Tests.Versions.VersionFixture;

namespace Venn.Engine.Tests.Maintenance;

/// <summary>Which commits a rule keeps, and what is still told of those it gives up.</summary>
public sealed class RetentionTests
{
    [Fact]
    public async Task Collect_WithoutARule_ForgetsNothing()
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var gold = await f.CreateWithHistoryAsync("gold", 10);
        var report = await f.CollectAsync();
        Assert.Equal((0, 0), (report.CommitsForgotten, report.RevisionsRemoved));
        Assert.Equal(Enumerable.Range(1, 12).Select(i => (long)i), UpkeepFixture.KeptOf(gold));
    }

    [Theory]
    [InlineData(null, 3, new long[] { 1, 10, 11, 12 })]
    [InlineData(2, null, new long[] { 1, 10, 11, 12 })]
    [InlineData(2, 5, new long[] { 1, 8, 9, 10, 11, 12 })]
    [InlineData(5, 1, new long[] { 1, 7, 8, 9, 10, 11, 12 })]
    [InlineData(0, null, new long[] { 1, 12 })]
    public async Task Collect_ByRule_KeepsWhatAnyPartOfItKeeps(int? days, int? commits, long[] kept)
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var gold = await f.CreateWithHistoryAsync("gold", 10);
        var states = Enumerable.Range(1, 12).ToDictionary(i => (long)i, i => gold.FindVersion(i)!.ComputeDigest());
        await gold.SetRetentionAsync(new RetentionRule { Days = days, Commits = commits });
        await f.CollectAsync();
        Assert.Equal(kept, UpkeepFixture.KeptOf(gold));
        await f.Versions.ReopenAsync();
        gold = f.Store.Find("p", "gold")!;
        Assert.Equal(kept, UpkeepFixture.KeptOf(gold));
        Assert.All(kept, k => Assert.Equal(states[k], gold.FindVersion(k)!.ComputeDigest()));
        Assert.Empty(await f.VerifyAsync());
    }

    [Fact]
    public async Task State_OfAForgottenCommit_SaysTheRuleAndTheNearest()
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var gold = await f.CreateWithHistoryAsync("gold", 10);
        await gold.TakeSnapshotAsync("v", 4, By);
        await gold.SetRetentionAsync(new RetentionRule { Commits = 2 });
        await f.CollectAsync();
        var version = gold.FindVersion(6)!;
        Assert.True(version.IsForgotten);
        Assert.Equal("test", version.Commit.Operation);
        var e = Assert.Throws<CommitForgottenException>(() => version.State);
        Assert.Equal((4L, 11L), (e.Before!.Value.Sequence, e.After!.Value.Sequence));
        Assert.Contains("last 2 commits", e.Message, StringComparison.Ordinal);
        Assert.Equal(12, gold.ReadLog(long.MaxValue, 100).Count);
    }

    [Fact]
    public async Task Collect_WithinTheGrace_ForgetsNothingThatWasTheHeadJustNow()
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var gold = await f.CreateWithHistoryAsync("gold", 4);
        await gold.SetRetentionAsync(new RetentionRule { Commits = 1 });
        var report = await f.CollectAsync(UpkeepFixture.AtOnce with { Grace = TimeSpan.FromDays(1.5) });
        Assert.Equal([1, 4, 5, 6], UpkeepFixture.KeptOf(gold));
        Assert.Equal((2, 0), (report.CommitsForgotten, report.RevisionsRemoved));
    }

    /// <summary>Until it is purged it can be restored, and its first delta is told against the commit that it was made from.</summary>
    [Fact]
    public async Task Forget_AClonesSourceWhenTheCloneWasMadeAndDeletedMeanwhile_KeepsIt()
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var gold = await f.CreateWithHistoryAsync("gold", 10);
        await f.Store.Upkeep.SetDefaultRetentionAsync(new RetentionRule { Commits = 3, DeletedDays = 0 });
        Dataset? clone = null;
        IReadOnlyCollection<Dataset> Datasets()
        {
            var all = f.Store.AllDatasets.ToList();
            if (clone is null)
            {
                // Behind the plan, before it is carried out.
                clone = f.Store.CloneAsync(
                    new CloneRequest { Source = gold.FindVersion(6)!, NewDataset = new DatasetInfo("p", "clone", "{}"u8.ToArray()) }, By)
                    .GetAwaiter().GetResult().Dataset;
                f.Store.DeleteDatasetAsync(clone.Ordinal).GetAwaiter().GetResult();
            }

            return all;
        }

        var forgotten = await new Forgetting(f.Store.Context, Datasets, TimeSpan.Zero).RunAsync(_ => { }, TestContext.Current.CancellationToken);
        await f.Versions.ReopenAsync();
        var again = f.Store.AllDatasets.Single(d => d.Ordinal == clone!.Ordinal);
        await again.RestoreAsync();

        Assert.Empty(forgotten);
        Assert.Empty(await f.VerifyAsync());
        Assert.NotNull(again.Head.FindItem("/x"));
        await f.CollectAsync();
        Assert.Equal([1, 6, 10, 11, 12], UpkeepFixture.KeptOf(f.Store.Find("p", "gold")!));
    }

    /// <summary>A dataset and what was made from it, whose time is over together, go together.</summary>
    [Fact]
    public async Task Collect_AChainOfDeletedClones_PurgesAllOfIt()
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var gold = await f.CreateWithHistoryAsync("gold", 10);
        await f.Store.Upkeep.SetDefaultRetentionAsync(new RetentionRule { Commits = 3, DeletedDays = 0 });
        var clone = await f.Versions.CloneAsync(gold, "clone");
        await f.Versions.SetAsync(clone, "/x", "a", 100);
        var second = await f.Versions.CloneAsync(clone, "second");
        await f.Versions.SetAsync(gold, "/x", "a", 200);
        await f.Store.DeleteDatasetAsync(clone.Ordinal);
        await f.Store.DeleteDatasetAsync(second.Ordinal);

        var report = await f.CollectAsync();

        Assert.Equal([clone.Ordinal.Value, second.Ordinal.Value], report.DatasetsPurged.Order());
        Assert.Equal([1, 11, 12, 13], UpkeepFixture.KeptOf(gold));
        Assert.Equal(gold.Ordinal, Assert.Single(f.Store.AllDatasets).Ordinal);
        Assert.Empty(await f.VerifyAsync());
    }

    /// <summary>Writers go on while it is decided what to keep: what they commit meanwhile is not given up by it.</summary>
    [Fact]
    public async Task Collect_BesideAWriter_EveryStateReplaysAsItWas()
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var gold = await f.CreateWithHistoryAsync("gold", 3);
        await gold.SetRetentionAsync(new RetentionRule { Commits = 2 });
        using var stop = new CancellationTokenSource();

        // Each collection reads every commit: without an end a slow machine has ever more of them to read.
        const int CommitsMax = 3000;
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < CommitsMax && !stop.IsCancellationRequested; i++)
            {
                await f.Versions.SetAsync(gold, "/x", "b", i);
            }
        });
        for (var i = 0; i < 30; i++)
        {
            await f.CollectAsync();
        }

        await stop.CancelAsync();
        await writing;
        Assert.Empty(await f.VerifyAsync());
    }

    [Fact]
    public async Task PastOperations_OnAForgottenCommit_AreRefusedAndNothingIsWritten()
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var gold = await f.CreateWithHistoryAsync("gold", 5);
        var old = gold.FindVersion(3)!;
        var items = old.State.Items;
        await gold.SetRetentionAsync(new RetentionRule { Commits = 1 });
        await f.CollectAsync(UpkeepFixture.AtOnce with { Grace = TimeSpan.Zero });
        var count = f.Store.Datasets.Count;
        await Assert.ThrowsAsync<CommitForgottenException>(
            () => f.Store.CloneAsync(new CloneRequest { Source = old, NewDataset = Named("c") }, By));
        await Assert.ThrowsAsync<CommitForgottenException>(() => gold.RollBackAsync(3, By));
        await Assert.ThrowsAsync<CommitForgottenException>(() => gold.TakeSnapshotAsync("s", 3, By));
        await Assert.ThrowsAsync<CommitForgottenException>(() => f.Store.Undo.RevertAsync(gold, 3, MergePolicy.Ours, By));
        await Assert.ThrowsAsync<CommitForgottenException>(() => f.Store.Undo.CherryPickAsync(gold, old, MergePolicy.Ours, By));
        await Assert.ThrowsAsync<CommitForgottenException>(() => f.Store.Undo.RestoreItemsAsync(gold, old, items, By));
        Assert.Equal((count, 7L), (f.Store.Datasets.Count, gold.Head.Commit.Id.Sequence));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Merge_AfterCollection_IsWhatItIsWithoutIt(bool collects)
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var v = f.Versions;
        var gold = await v.CreateAsync("gold", "/x", "/y", "/z");
        var work = await v.CloneAsync(gold, "work");
        await v.SetAsync(gold, "/x", "a", 1);
        await v.SetAsync(work, "/y", "a", 2);
        await v.Store.MergeAsync(new MergeRequest { Sides = [gold.Head, work.Head] }, By);
        for (var i = 0; i < 5; i++)
        {
            await v.SetAsync(gold, "/x", "b", i);
            await v.SetAsync(work, "/z", "b", i);
        }

        await RemoveAsync(work, "/y");
        if (collects)
        {
            f.Clock.Advance(TimeSpan.FromDays(1));
            await gold.SetRetentionAsync(new RetentionRule { Commits = 1 });
            await work.SetRetentionAsync(new RetentionRule { Commits = 1 });
            Assert.InRange((await f.CollectAsync()).CommitsForgotten, 6, 100);
            await v.ReopenAsync();
            (gold, work) = (v.Store.Find("p", "gold")!, v.Store.Find("p", "work")!);
        }

        var merged = await v.MergeAsync(MergePolicy.Fail, gold, work);
        Assert.Equal(["/x", "/z"], Paths(merged.Dataset));
        Assert.Equal((4, 4), ((int)Get(merged.Dataset, "/x", "b")!, (int)Get(merged.Dataset, "/z", "b")!));
    }

    /// <summary>The other side of the merge reaches further into gold's history than gold's own side does.</summary>
    [Fact]
    public async Task Collect_AMergeOfAPastVersionWithAYoungerClone_KeepsWhatTheMergeWasMadeFrom()
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var gold = await f.CreateWithHistoryAsync("gold", 4);
        var young = await f.Versions.CloneAsync(gold, "young");
        var merged = (await f.Store.MergeAsync(
            new MergeRequest { Sides = [gold.FindVersion(4)!, young.Head], NewDataset = Named("merged"), Policy = MergePolicy.Theirs }, By)).Dataset;
        await f.Versions.SetAsync(gold, "/x", "a", 100);
        var digest = merged.FindVersion(1)!.ComputeDigest();
        f.Clock.Advance(TimeSpan.FromDays(1));
        await gold.SetRetentionAsync(new RetentionRule { Commits = 1 });
        await f.CollectAsync();
        await f.Versions.ReopenAsync();
        Assert.Equal([1, 4, 6, 7], UpkeepFixture.KeptOf(f.Store.Find("p", "gold")!));
        Assert.Equal(digest, f.Store.Find("p", "merged")!.FindVersion(1)!.ComputeDigest());
        Assert.Empty(await f.VerifyAsync());
    }

    [Fact]
    public async Task DeletedDataset_WhenItsTimeIsOver_IsPurgedAndItsClonesAreUnharmed()
    {
        await using var f = await UpkeepFixture.OpenAsync();
        await f.Store.Upkeep.SetDefaultRetentionAsync(new RetentionRule { DeletedDays = 30 });
        var gold = await f.CreateWithHistoryAsync("gold", 5);
        var clone = (await f.Store.CloneAsync(
            new CloneRequest { Source = gold.FindVersion(4)!, NewDataset = Named("clone") }, By)).Dataset;
        var lonely = await f.CreateWithHistoryAsync("lonely", 5);
        var digest = clone.Head.ComputeDigest();
        await f.Store.DeleteDatasetAsync(gold.Ordinal);
        await f.Store.DeleteDatasetAsync(lonely.Ordinal);
        f.Clock.Advance(TimeSpan.FromDays(29));
        Assert.Empty((await f.CollectAsync()).DatasetsPurged);
        await gold.RestoreAsync();
        await f.Store.DeleteDatasetAsync(gold.Ordinal);
        f.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal([lonely.Ordinal.Value], (await f.CollectAsync()).DatasetsPurged);
        f.Clock.Advance(TimeSpan.FromDays(29));
        Assert.Equal([gold.Ordinal.Value], (await f.CollectAsync()).DatasetsPurged);
        await Assert.ThrowsAsync<InvalidRequestException>(() => gold.RestoreAsync());
        for (var round = 0; round < 2; round++)
        {
            Assert.Null(f.Store.FindAny(lonely.Ordinal));
            Assert.Equal("", f.Store.FindAny(gold.Ordinal)!.Info.Name);
            Assert.Equal(digest, f.Store.Find("p", "clone")!.Head.ComputeDigest());
            Assert.Empty(await f.VerifyAsync());
            await f.Versions.ReopenAsync();
        }

        Assert.True((await f.Versions.CreateAsync("next")).Ordinal.Value > lonely.Ordinal.Value);
    }

    [Fact]
    public async Task Snapshot_WhileHeld_CannotBeDeletedNorCanItsDataset()
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var gold = await f.CreateWithHistoryAsync("gold", 5);
        var snapshot = await gold.TakeSnapshotAsync("v1", 3, By);
        var hold = new SnapshotHold(f.Clock.GetUtcNow().AddDays(10), "audit", "a@example.org", f.Clock.GetUtcNow());
        await gold.HoldSnapshotAsync(snapshot.Id, hold);
        await f.Versions.ReopenAsync();
        gold = f.Store.Find("p", "gold")!;
        Assert.Equal(hold, Assert.Single(gold.ReadSnapshots()).Hold);
        var e = await Assert.ThrowsAsync<SnapshotHeldException>(() => gold.DeleteSnapshotAsync(snapshot.Id));
        Assert.Contains("audit", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SnapshotHeldException>(() => f.Store.DeleteDatasetAsync(gold.Ordinal));
        await Assert.ThrowsAsync<InvalidRequestException>(() => gold.HoldSnapshotAsync(snapshot.Id, hold with { Reason = "" }));
        f.Clock.Advance(TimeSpan.FromDays(10));
        await gold.DeleteSnapshotAsync(snapshot.Id);
        await gold.DeleteSnapshotAsync(snapshot.Id);
        Assert.Empty(gold.ReadSnapshots());
        Assert.NotNull(await gold.TakeSnapshotAsync("v1", 3, By));
    }

    [Theory]
    [InlineData(-1, null, null)]
    [InlineData(null, 0, null)]
    [InlineData(null, null, 40_000)]
    public async Task SetRetention_OutOfRange_IsRefused(int? days, int? commits, int? deletedDays)
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var gold = await f.Versions.CreateAsync("gold");
        var rule = new RetentionRule { Days = days, Commits = commits, DeletedDays = deletedDays };
        await Assert.ThrowsAsync<InvalidRequestException>(() => gold.SetRetentionAsync(rule));
        await Assert.ThrowsAsync<InvalidRequestException>(() => f.Store.Upkeep.SetDefaultRetentionAsync(rule));
    }
}
