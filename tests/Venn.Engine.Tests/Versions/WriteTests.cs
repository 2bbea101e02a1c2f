using Venn.Bitmaps;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;
using static Venn.Engine.Tests.Versions.VersionFixture;

namespace Venn.Engine.Tests.Versions;

/// <summary>Commits one behind the other on their way to the disk, failing ones, many writers, readers beside them.</summary>
public sealed class WriteTests
{
    [Fact]
    public async Task Write_ThatFailsOnTheDisk_LeavesNothingAndTheNextOneWorks()
    {
        HeldCatalog? catalog = null;
        await using var f = await OpenAsync(inner => catalog = new HeldCatalog(inner));
        var a = await f.CreateAsync("a", "/0");
        var head = a.Head.Commit.Id;
        catalog!.Fail = batch => batch.Commits.Count > 0 ? new IOException("The disk is full.") : null;
        await Assert.ThrowsAsync<IOException>(() => WriteAsync(a, w => f.Add(w, "/1")));
        Assert.Equal(head, a.Head.Commit.Id);
        catalog.Fail = _ => null;
        await WriteAsync(a, w => f.Add(w, "/2"));
        Assert.Equal(["/0", "/2"], Paths(a));
        await f.ReopenAsync();
        Assert.Equal(["/0", "/2"], Paths(f.Store.Find("p", "a")!));
    }

    [Fact]
    public async Task Write_OnTopOfOneThatIsRefused_IsMadeAnewAndHistoryHasNoGap()
    {
        HeldCatalog? catalog = null;
        await using var f = await OpenAsync(inner => catalog = new HeldCatalog(inner));
        var a = await f.CreateAsync("a", "/0");
        await WriteAsync(a, w => w.Along.NewDocuments.Add(new DocumentRecord("k", "1", "", "taken", default)));
        catalog!.IsHolding = true;
        var writes = Enumerable.Range(1, 12).Select(i => WriteAsync(a, w =>
        {
            f.Add(w, $"/{i}");
            if (i % 4 == 1)
            {
                // Refused by the catalog: the name is taken. Those on top must not be there without it.
                w.Along.NewDocuments.Add(new DocumentRecord("k", $"x{i}", "", "taken", default));
            }
        })).ToList();
        while (catalog.WaitingCount < writes.Count)
        {
            await Task.Yield();
        }

        await catalog.ReleaseAsync();
        for (var i = 1; i <= writes.Count; i++)
        {
            if (i % 4 == 1)
            {
                await Assert.ThrowsAsync<WriteConflictException>(() => writes[i - 1]);
            }
            else
            {
                await writes[i - 1];
            }
        }

        await AssertAsync("/0", "/10", "/11", "/12", "/2", "/3", "/4", "/6", "/7", "/8");
        await f.ReopenAsync();
        a = f.Store.Find("p", "a")!;
        await AssertAsync("/0", "/10", "/11", "/12", "/2", "/3", "/4", "/6", "/7", "/8");

        async Task AssertAsync(params string[] paths)
        {
            await Task.CompletedTask;
            Assert.Equal(paths, Paths(a));
            var log = a.ReadLog(long.MaxValue, 100).Select(c => c.Id.Sequence).Reverse();
            Assert.Equal(Enumerable.Range(1, 2 + 9).Select(i => (long)i), log);
        }
    }

    [Fact]
    public async Task Write_ManyWritersOnOneDatasetAndOnMany_LoseNothing()
    {
        await using var f = await OpenAsync();
        var shared = await f.CreateAsync("shared", "/counter");
        await f.SetAsync(shared, "/counter", "n", 0);
        const int Writers = 64;
        const int Each = 10;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var own = await f.Store.CreateDatasetAsync(Named($"own{writer}"), By);
            for (var i = 0; i < Each; i++)
            {
                await shared.WriteAsync(By, w =>
                {
                    var item = w.FindItem("/counter")!;
                    var n = (int)Json(item)["metadata"]!["user"]!["n"]!;
                    var body = System.Text.Encoding.UTF8.GetBytes($$$$"""{"metadata":{"user":{"n":{{{{n + 1}}}}}}}""");
                    return w.UpdateItem(item with { Body = body });
                });
                await own.WriteAsync(By, w => w.AddItem(new Revision
                {
                    Lineage = w.NewIdentity().Lineage, Path = $"/{i}", Body = "{}"u8.ToArray(),
                }));
            }
        })));
        Assert.Equal(Writers * Each, (int)Get(shared, "/counter", "n")!);
        await f.ReopenAsync();
        Assert.Equal(Writers * Each, (int)Get(f.Store.Find("p", "shared")!, "/counter", "n")!);
        Assert.All(Enumerable.Range(0, Writers), i => Assert.Equal(Each, Paths(f.Store.Find("p", $"own{i}")!).Length));
    }

    [Fact]
    public async Task Read_WhileOthersWrite_SeesWholeCommits()
    {
        // Every commit moves one item from one directory to the other and says how many are in each.
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("a", [.. Enumerable.Range(0, 20).Select(i => $"/l/{i}")]);
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            var reads = 0;
            for (; !stop.IsCancellationRequested || reads == 0; reads++)
            {
                var head = a.Head;
                var left = head.Select(Relation.Items, new Filter.Glob(FieldPath.Path, "/l/*"));
                var right = head.Select(Relation.Items, new Filter.Glob(FieldPath.Path, "/r/*"));
                Assert.Equal(20, left.Cardinality + right.Cardinality);
                Assert.Equal(20, head.Read(Relation.Items, head.State.Items).Select(r => r.Path[3..]).Distinct().Count());
            }

            return reads;
        })).ToList();
        for (var round = 0; round < 200; round++)
        {
            var (from, to) = round / 20 % 2 == 0 ? ("/l/", "/r/") : ("/r/", "/l/");
            await MoveAsync(a, $"{from}{round % 20}", $"{to}{round % 20}");
        }

        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(readers), reads => Assert.True(reads > 0));
    }

    [Fact]
    public async Task Write_ThatThrows_ChangesNothing()
    {
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("a", "/x");
        var head = a.Head.Commit.Id;
        await Assert.ThrowsAsync<PathTakenException>(() => WriteAsync(a, w =>
        {
            f.Add(w, "/y");
            f.Add(w, "/x");
        }));
        Assert.Equal(head, a.Head.Commit.Id);
        Assert.Equal(["/x"], Paths(a));
    }

    [Fact]
    public async Task Write_ThatChangesNothing_MakesNoCommit()
    {
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("a", "/x");
        var head = a.Head.Commit.Id;
        await WriteAsync(a, _ => { });
        await WriteAsync(a, w =>
        {
            var added = f.Add(w, "/y");
            w.RemoveItems(RoaringBitmap.FromSorted([(ulong)added.Number.Value]));
        });
        Assert.Equal(head, a.Head.Commit.Id);
    }

    [Fact]
    public async Task RemoveItems_ARevisionThatTheEditReplaced_IsPassedOverWithItsAnnotations()
    {
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("a", "/x");
        await f.AnnotateAsync(a, "/x", "cat");
        await WriteAsync(a, w =>
        {
            var old = w.FindItem("/x")!;
            w.UpdateItem(old with { Path = "/y" });
            w.RemoveItems(RoaringBitmap.FromSorted([(ulong)old.Number.Value]));
        });
        Assert.Equal(["/y"], Paths(a));
        Assert.Equal(["cat"], Labels(a, "/y"));
    }

    [Fact]
    public async Task UpdateAnnotation_OntoAnotherItem_IsRefused()
    {
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("a", "/x");
        await f.AnnotateAsync(a, "/x", "cat");
        await Assert.ThrowsAsync<InvalidRequestException>(() => WriteAsync(a, w =>
        {
            var annotation = w.ReadAnnotations(w.FindItem("/x")!.Lineage).Single();
            w.UpdateAnnotation(annotation with { Item = new Lineage(Lineage.MaxValue) });
        }));
        Assert.Equal(["cat"], Labels(a, "/x"));
    }

    [Fact]
    public async Task Write_AClockThatJumpsBack_KeepsOrder()
    {
        var clock = new JumpingClock();
        await using var f = await OpenAsync(clock: clock);
        var a = await f.CreateAsync("a", "/0");
        var ids = new List<string> { f.Store.NewEntityId() };
        for (var i = 1; i < 6; i++)
        {
            clock.Now = clock.Now.AddDays(i % 2 == 0 ? 2 : -3);
            if (i == 3)
            {
                await f.ReopenAsync();
                a = f.Store.Find("p", "a")!;
            }

            await WriteAsync(a, w => f.Add(w, $"/{i}"));
            ids.Add(f.Store.NewEntityId());
            await a.TakeSnapshotAsync($"s{i}", a.Head.Commit.Id.Sequence, By);
        }

        var log = a.ReadLog(long.MaxValue, 100).Reverse().ToList();
        Assert.Equal(log.Select(c => c.CreatedAt).Order(), log.Select(c => c.CreatedAt));
        Assert.Equal(ids.Distinct().Order(StringComparer.Ordinal), ids);
        Assert.Equal(["s1", "s2", "s3", "s4", "s5"], a.ReadSnapshots().Select(s => s.Name));
        var lineages = Enumerable.Range(0, 6).Select(i => a.Head.FindItem($"/{i}")!.Lineage).ToList();
        Assert.Equal(lineages.Distinct().Order(), lineages);
    }

    private sealed class JumpingClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2025, 6, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
