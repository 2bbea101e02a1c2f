using Venn.Engine.Maintenance.Collection;
using Venn.Engine.Maintenance.Retention;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;
using static Venn.Engine.Tests.Versions.VersionFixture;

namespace Venn.Engine.Tests.Maintenance;

/// <summary>What a collection removes, when, and what it must leave.</summary>
public sealed class CollectTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task Collect_DeadRevisions_GoAfterTheGraceAndNotBefore()
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var gold = await f.CreateWithHistoryAsync("gold", 10);
        await gold.SetRetentionAsync(new RetentionRule { Commits = 1 });
        var request = new CollectRequest { Grace = TimeSpan.FromHours(1) };
        f.Clock.Advance(TimeSpan.FromHours(2));
        var first = await f.CollectAsync(request);
        Assert.Equal((10, 10, 0), (first.CommitsForgotten, first.RevisionsDead, first.RevisionsRemoved));
        f.Clock.Advance(TimeSpan.FromMinutes(30));
        var second = await f.CollectAsync(request);
        Assert.Equal((10, 0), (second.RevisionsDead, second.RevisionsRemoved));
        await f.Versions.ReopenAsync();
        f.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(10, (await f.CollectAsync(request)).RevisionsRemoved);
        Assert.Equal(0, (await f.CollectAsync(request)).RevisionsDead);
        Assert.Single(f.Store.Catalog.ReadRevisionRanges(Relation.Items));
        Assert.Equal(10, (int)Get(f.Store.Find("p", "gold")!, "/x", "a")!);
        Assert.Empty(await f.VerifyAsync());
    }

    [Fact]
    public async Task Collect_BlockThatIsPartlyDead_IsWrittenAnewWithHoles()
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var gold = await f.Versions.CreateAsync("gold", [.. Enumerable.Range(0, 40).Select(i => $"/{i:d2}")]);
        await RemoveAsync(gold, [.. Enumerable.Range(0, 40).Where(i => i % 3 != 1).Select(i => $"/{i:d2}")]);
        await gold.SetRetentionAsync(new RetentionRule { Commits = 1 });
        f.Clock.Advance(TimeSpan.FromDays(1));
        var report = await f.CollectAsync();
        Assert.Equal((27, 1), (report.RevisionsRemoved, report.BlocksRewritten));
        Assert.Equal(0, (await f.CollectAsync()).RevisionsRemoved);
        for (var round = 0; round < 2; round++)
        {
            gold = f.Store.Find("p", "gold")!;
            Assert.Equal([.. Enumerable.Range(0, 40).Where(i => i % 3 == 1).Select(i => $"/{i:d2}")], Paths(gold));
            Assert.Empty(await f.VerifyAsync());
            await f.Versions.ReopenAsync();
        }
    }

    [Fact]
    public async Task Collect_TheNewestRevisions_NeverGivesTheirNumbersAgain()
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var gold = await f.Versions.CreateAsync("gold", "/x");
        var gone = await f.Versions.CreateAsync("gone", "/y", "/z");
        var last = gone.Head.State.Items.Max;
        await f.Store.Upkeep.SetDefaultRetentionAsync(new RetentionRule { DeletedDays = 0 });
        await f.Store.DeleteDatasetAsync(gone.Ordinal);
        Assert.Equal(2, (await f.CollectAsync()).RevisionsRemoved);
        await f.Versions.ReopenAsync();
        gold = f.Store.Find("p", "gold")!;
        await f.Versions.SetAsync(gold, "/x", "a", 1);
        Assert.True(gold.Head.State.Items.Max > last);
    }

    [Fact]
    public async Task Collect_ReaderOfAForgottenState_IsToldClearly()
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var gold = await f.CreateWithHistoryAsync("gold", 3);
        await f.Versions.ReopenAsync();
        gold = f.Store.Find("p", "gold")!;
        var old = gold.FindVersion(2)!;
        var items = old.State.Items;
        await gold.SetRetentionAsync(new RetentionRule { Commits = 1 });
        await f.CollectAsync();
        Assert.Throws<RevisionGoneException>(() => old.Read(Relation.Items, items).ToList());
    }

    [Fact]
    public async Task Collect_DryRun_TellsTheSameAndWritesNothing()
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var gold = await f.CreateWithHistoryAsync("gold", 10);
        await gold.TakeSnapshotAsync("v", 5, By);
        await gold.SetRetentionAsync(new RetentionRule { Commits = 2 });
        await f.Store.Blobs.PutAsync(new byte[1000], Never);
        var told = await f.CollectAsync(UpkeepFixture.AtOnce with { IsDryRun = true });
        Assert.Equal(Enumerable.Range(1, 12).Select(i => (long)i), UpkeepFixture.KeptOf(gold));
        var done = await f.CollectAsync();
        Assert.Equal(
            (done.CommitsForgotten, done.RevisionsDead, done.BlocksDeleted, done.BinariesDead, done.BinaryBytesFreed),
            (told.CommitsForgotten, told.RevisionsDead, told.BlocksDeleted, told.BinariesDead, told.BinaryBytesFreed));
        Assert.Equal((0, 8, 1), (told.RevisionsRemoved, done.RevisionsRemoved, done.BinariesRemoved));
    }

    [Fact]
    public async Task Collect_Binaries_ThoseThatNothingRefersToGo()
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var blobs = f.Store.Blobs;
        var (live, dead, above) = (await PutAsync(blobs, 1), await PutAsync(blobs, 2), await PutAsync(blobs, 3));
        var gold = await f.Versions.CreateAsync("gold");
        await AddAsync(f, gold, "/live", live);
        await AddAsync(f, gold, "/dead", dead);
        await RemoveAsync(gold, "/dead");
        f.Store.Upkeep.HeldBinaries = () => [above];
        f.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(0, (await f.CollectAsync()).BinariesDead);
        await gold.SetRetentionAsync(new RetentionRule { Commits = 1 });
        var recent = await PutAsync(blobs, 4);
        f.Clock.Advance(TimeSpan.FromMinutes(1));
        using var hold = blobs.Hold();
        var held = await PutAsync(blobs, 5);
        f.Clock.Advance(TimeSpan.FromHours(12));
        var report = await f.CollectAsync(UpkeepFixture.AtOnce with { Grace = TimeSpan.Zero });
        Assert.Equal((3, 2), (report.BinariesDead, report.BinariesRemoved));
        Assert.Equal([true, false, true, false, true], new[] { live, dead, above, recent, held }.Select(blobs.Exists));
        Assert.Empty(await f.VerifyAsync());
    }

    [Fact]
    public async Task Collect_BinaryPutAgainWithinTheGrace_Stays()
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var blob = await PutAsync(f.Store.Blobs, 1);
        f.Clock.Advance(TimeSpan.FromDays(2));
        await PutAsync(f.Store.Blobs, 1);
        var report = await f.CollectAsync(new CollectRequest());
        Assert.Equal((1, 0), (report.BinariesDead, report.BinariesRemoved));
        Assert.True(f.Store.Blobs.Exists(blob));
    }

    /// <summary>Negative controls: a verifier that does not notice these would notice nothing.</summary>
    [Theory]
    [InlineData("LiveRevision")]
    [InlineData("LiveBinary")]
    [InlineData("LostDelta")]
    public async Task Collect_WithAPlantedFault_IsNoticedByTheVerifier(string fault)
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var gold = await f.CreateWithHistoryAsync("gold", 5);
        await AddAsync(f, gold, "/b", await PutAsync(f.Store.Blobs, 1));
        await f.Versions.SetAsync(gold, "/x", "b", 1);
        await gold.TakeSnapshotAsync("v", 3, By);
        await gold.SetRetentionAsync(new RetentionRule { Commits = 2 });
        await f.CollectAsync(UpkeepFixture.AtOnce with { Fault = Enum.Parse<CollectFault>(fault) });
        Assert.NotEmpty(await f.VerifyAsync());
    }

    private static async Task<ContentHash> PutAsync(IBlobStore blobs, byte fill) =>
        (await blobs.PutAsync(Enumerable.Repeat(fill, 500).ToArray(), Never)).Hash;

    private static Task AddAsync(UpkeepFixture f, Dataset dataset, string path, ContentHash content) => WriteAsync(
        dataset, writer => writer.AddItem(new Revision
        {
            Lineage = writer.NewIdentity().Lineage, Path = path, Content = content, SizeBytes = 500, Body = "{}"u8.ToArray(),
        }));
}
