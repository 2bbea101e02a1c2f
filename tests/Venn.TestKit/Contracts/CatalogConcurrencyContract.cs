using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.TestKit.Contracts;

/// <summary>Many callers at once: order, group commit, isolation.</summary>
public abstract class CatalogConcurrencyContract : CatalogContract
{
    [Fact]
    public async Task Commit_CalledInOrder_IsAppliedInOrder()
    {
        // Each batch replaces the last: only the order of the calls gives the last word to the last.
        var commits = Enumerable.Range(0, 2_000)
            .Select(i => CommitAsync(b => b.ChangedDocuments.Add(Document("task", "01") with { Body = Json($"{i}") })))
            .ToList();
        Assert.All(await Task.WhenAll(commits), outcome => Assert.Equal(CatalogOutcome.Committed, outcome));
        Assert.Equal(Json("1999").ToArray(), Catalog.ReadDocument("task", "01")!.Body.ToArray());
    }

    [Fact]
    public async Task Commit_MoreThanTheQueueHolds_AllAreCommittedInOrder()
    {
        await GivenAsync(b => b.NewDatasets.Add(Dataset(1, "one")));
        var commits = Enumerable.Range(1, 20_000).Select(i => CommitAsync(b => b.Commits.Add(Commit(1, i)))).ToList();
        Assert.All(await Task.WhenAll(commits), outcome => Assert.Equal(CatalogOutcome.Committed, outcome));
        Assert.Equal(20_000, Assert.Single(Catalog.ReadHeads()).Key.Sequence);
    }

    [Fact]
    public async Task Commit_RivalsForOneKey_OneOfThemWinsWhole()
    {
        await GivenAsync(b => b.NewDatasets.Add(Dataset(1, "one")));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => CommitAsync(b =>
        {
            b.NewDocuments.Add(Document("rival", $"{i:x4}"));
            b.Commits.Add(Commit(1, 1, atMs: i));
        }))));
        var winner = Assert.Single(Enumerable.Range(0, 64), i => outcomes[i] == CatalogOutcome.Committed);
        Assert.Equal(winner, Catalog.ReadCommit(new CommitKey(1, 1))!.CreatedAtMs);
        Assert.Equal($"{winner:x4}", Assert.Single(Catalog.ReadDocuments("rival", null)).Id);
    }

    [Fact]
    public async Task Commit_ConflictAmongGoodBatches_RefusesThatBatchAlone()
    {
        await GivenAsync(b => b.NewDocuments.Add(Document("task", "taken")));
        var commits = Enumerable.Range(0, 500).Select(i => CommitAsync(b =>
        {
            b.NewDocuments.Add(Document("task", $"{i:x4}"));
            if (i % 5 == 0)
            {
                b.NewDocuments.Add(Document("task", "taken"));
            }
        })).ToList();
        var outcomes = await Task.WhenAll(commits);
        Assert.Equal(
            Enumerable.Range(0, 500).Select(i => i % 5 == 0 ? CatalogOutcome.Conflict : CatalogOutcome.Committed),
            outcomes);
        Assert.Equal(401, Catalog.ReadDocuments("task", null).Count);
    }

    [Fact]
    public async Task Commit_BrokenBatchAmongGoodOnes_FailsAlone()
    {
        var commits = Enumerable.Range(1, 200)
            .Select(i => CommitAsync(b =>
            {
                b.NewDocuments.Add(Document("task", $"{i:x4}"));
                if (i % 50 == 0)
                {
                    b.Commits.Add(Commit(99, 1));
                }
            }))
            .ToList();
        for (var i = 1; i <= commits.Count; i++)
        {
            if (i % 50 == 0)
            {
                await Assert.ThrowsAsync<ArgumentException>(() => commits[i - 1]);
            }
            else
            {
                Assert.Equal(CatalogOutcome.Committed, await commits[i - 1]);
            }
        }

        Assert.Equal(196, Catalog.ReadDocuments("task", null).Count);
    }

    [Fact]
    public async Task Commit_SequenceBuiltOnARefusedOne_IsRefusedWithIt()
    {
        await GivenAsync(b =>
        {
            b.NewDatasets.Add(Dataset(1, "one"));
            b.Commits.Add(Commit(1, 1));
            b.NewDocuments.Add(Document("task", "taken"));
        });
        var commits = Enumerable.Range(2, 50).Select(i => CommitAsync(b =>
        {
            b.Commits.Add(Commit(1, i));
            b.NewDocuments.Add(Document("task", i == 20 ? "taken" : $"{i:x4}"));
        })).ToList();
        var outcomes = await Task.WhenAll(commits);
        Assert.Equal(
            Enumerable.Range(2, 50).Select(i => i < 20 ? CatalogOutcome.Committed : CatalogOutcome.Conflict), outcomes);
        Assert.Equal(19, Assert.Single(Catalog.ReadHeads()).Key.Sequence);
        Assert.Equal(19, Catalog.ReadDocuments("task", null).Count);
    }

    [Fact]
    public async Task Read_AfterACommitCompleted_SeesIt()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                var id = $"{w:x2}{i:x4}";
                await GivenAsync(b => b.NewDocuments.Add(Document("task", id)));
                Assert.NotNull(Catalog.ReadDocument("task", id));
            }
        })));
    }

    [Fact]
    public async Task Read_WhileOthersWrite_SeesWholeTransactions()
    {
        // Every transaction leaves as many documents under one name as under the other.
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var reads = 0;
            while (!stop.IsCancellationRequested || reads == 0)
            {
                var documents = Catalog.ReadDocuments("pair", null);
                Assert.Equal(documents.Count(d => d.Scope == "left"), documents.Count(d => d.Scope == "right"));
                reads++;
            }

            return reads;
        })).ToList();
        for (var i = 0; i < 200; i++)
        {
            var id = i;
            await GivenAsync(b => b.NewDocuments.AddRange(
                [Document("pair", $"{id:x4}a", scope: "left"), Document("pair", $"{id:x4}b", scope: "right")]));
        }

        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(readers), reads => Assert.True(reads > 0));
        Assert.Equal(400, Catalog.ReadDocuments("pair", null).Count);
    }

    [Fact]
    public async Task Dispose_WithTransactionsWaiting_CommitsThemFirst()
    {
        var commits = Enumerable.Range(0, 500)
            .Select(i => CommitAsync(b => b.NewDocuments.Add(Document("task", $"{i:x4}"))))
            .ToList();
        await ReopenAsync();
        Assert.All(await Task.WhenAll(commits), outcome => Assert.Equal(CatalogOutcome.Committed, outcome));
        Assert.Equal(500, Catalog.ReadDocuments("task", null).Count);
    }

    [Fact]
    public async Task Commit_AfterDispose_IsRefused()
    {
        var closed = Catalog;
        await ReopenAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => closed.CommitAsync(new CatalogBatch()));
        Assert.Throws<ObjectDisposedException>(() => closed.ReadDatasets());
        await closed.DisposeAsync();
    }

    [Fact]
    public async Task Commit_LargeBatch_IsReadBack()
    {
        var data = new byte[16_384];
        new Random(1).NextBytes(data);
        await GivenAsync(b =>
        {
            for (var i = 0; i < 4_000; i++)
            {
                b.RevisionBlocks.Add(new RevisionBlockRecord(Relation.Items, i * 100, 100, data));
            }
        });
        Assert.Equal(400_000, Catalog.ReadRevisionEnd(Relation.Items));
        var count = 0;
        foreach (var block in Catalog.ReadRevisionBlocks(Relation.Items, 0, long.MaxValue))
        {
            Assert.True(block.Data.Span.SequenceEqual(data));
            count++;
        }

        Assert.Equal(4_000, count);
    }
}
