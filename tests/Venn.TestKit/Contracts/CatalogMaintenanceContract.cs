using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.TestKit.Contracts;

/// <summary>What retention, collection and erasure ask of a catalog.</summary>
public abstract class CatalogMaintenanceContract : CatalogContract
{
    [Fact]
    public async Task ChangedCommits_CommitThatIsThere_IsReplacedAndNothingElse()
    {
        await GivenAsync(b =>
        {
            b.NewDatasets.Add(Dataset(1, "a"));
            b.Commits.AddRange([Commit(1, 1), Commit(1, 2, 0, new CommitKey(1, 1)), Commit(1, 3, 0, new CommitKey(1, 2))]);
        });
        var changed = Commit(1, 2, 77, new CommitKey(1, 1), new CommitKey(5, 6)) with
        {
            Generation = 9, Author = "x", Operation = "y", Message = "z", Details = Json("d"), Delta = new byte[] { 2 },
        };
        await GivenAsync(b => b.ChangedCommits.Add(changed));
        await ReopenAsync();
        AssertSame(changed, Catalog.ReadCommit(new CommitKey(1, 2)));
        AssertSame(Commit(1, 3, 0, new CommitKey(1, 2)), Catalog.ReadCommit(new CommitKey(1, 3)));
        Assert.Equal(3, Catalog.ReadCommits(1, 1, 10, 10, descending: false).Count);
    }

    [Fact]
    public async Task ChangedCommits_CommitThatIsNotThere_IsAConflict()
    {
        await GivenAsync(b => b.NewDatasets.Add(Dataset(1, "a")));
        Assert.Equal(CatalogOutcome.Conflict, await CommitAsync(b =>
        {
            b.ChangedCommits.Add(Commit(1, 4));
            b.NewDocuments.Add(Document("k", "1"));
        }));
        Assert.Null(Catalog.ReadDocument("k", "1"));
    }

    [Theory]
    [InlineData(Relation.Items)]
    [InlineData(Relation.Annotations)]
    public async Task DeletedRevisionBlocks_ThenInserted_ReplaceABlock(Relation relation)
    {
        await GivenAsync(b => b.RevisionBlocks.AddRange([Block(relation, 0, 64), Block(relation, 64, 3), Block(relation, 100, 2)]));
        await GivenAsync(b =>
        {
            b.DeletedRevisionBlocks.AddRange([(relation, 0), (relation, 100), (relation, 5000)]);
            b.RevisionBlocks.Add(Block(relation, 5, 10));
        });
        await ReopenAsync();
        Assert.Equal([(5L, 10), (64L, 3)], Catalog.ReadRevisionRanges(relation));
        Assert.Empty(Catalog.ReadRevisionRanges(relation == Relation.Items ? Relation.Annotations : Relation.Items));
        Assert.Null(Catalog.ReadRevisionBlock(relation, 3));
        AssertSame(Block(relation, 5, 10), Catalog.ReadRevisionBlock(relation, 14));
        Assert.Equal(67, Catalog.ReadRevisionEnd(relation));
    }

    [Fact]
    public async Task DeletedCheckpointsAndContainers_AreGone()
    {
        await GivenAsync(b =>
        {
            b.Checkpoints.AddRange([.. Enumerable.Range(1, 3).Select(i => new CheckpointRecord(new CommitKey(1, i), Json($"{i}")))]);
            b.Containers.AddRange([new ContainerRecord(1, Json("1")), new ContainerRecord(UInt128.MaxValue, Json("2"))]);
        });
        await GivenAsync(b =>
        {
            b.DeletedCheckpoints.AddRange([new CommitKey(1, 2), new CommitKey(9, 9)]);
            b.DeletedContainers.AddRange([1, 5]);
        });
        Assert.Equal([1L, 3L], Catalog.ReadCheckpoints(1).Select(c => c.Key.Sequence));
        Assert.Empty(Catalog.ReadCheckpoints(2));
        Assert.Equal(1, Catalog.ReadCheckpoint(new CommitKey(1, 2))!.Key.Sequence);
        Assert.Equal([UInt128.MaxValue], Catalog.ReadContainerHashes());
    }

    [Fact]
    public async Task DeletedSnapshots_FreeTheirNames()
    {
        await GivenAsync(b =>
        {
            b.NewDatasets.Add(Dataset(1, "a"));
            b.Commits.Add(Commit(1, 1));
            b.Snapshots.Add(Snapshot("a1", 1, 1, "v1"));
        });
        await GivenAsync(b =>
        {
            b.DeletedSnapshots.AddRange(["a1", "not there"]);
            b.Snapshots.Add(Snapshot("a2", 1, 1, "v1"));
        });
        Assert.Equal("a2", Assert.Single(Catalog.ReadSnapshots(1)).Id);
        Assert.Null(Catalog.ReadSnapshot("a1"));
    }

    [Fact]
    public async Task PurgedDatasets_LoseTheirHistoryAndKeepTheirRow()
    {
        await GivenAsync(b =>
        {
            b.NewDatasets.AddRange([Dataset(1, "a"), Dataset(2, "b")]);
            b.Commits.AddRange([Commit(1, 1), Commit(1, 2, 0, new CommitKey(1, 1)), Commit(2, 1)]);
            b.Snapshots.AddRange([Snapshot("a1", 1, 1, "v1"), Snapshot("a2", 2, 1, "v1")]);
            b.Checkpoints.AddRange([new CheckpointRecord(new CommitKey(1, 2), Json("1")), new CheckpointRecord(new CommitKey(2, 1), Json("2"))]);
        });
        await GivenAsync(b =>
        {
            b.ChangedDatasets.Add(new DatasetRecord(1, "", "", null, 0, true, default));
            b.PurgedDatasets.Add(1);
        });
        await ReopenAsync();
        Assert.Equal([1L, 2L], Catalog.ReadDatasets().Select(d => d.Ordinal));
        Assert.Equal(2, Assert.Single(Catalog.ReadHeads()).Key.Dataset);
        Assert.Null(Catalog.ReadCommit(new CommitKey(1, 1)));
        Assert.Empty(Catalog.ReadSnapshots(1));
        Assert.Empty(Catalog.ReadCheckpoints(1));
        Assert.Single(Catalog.ReadSnapshots(2));
        Assert.Single(Catalog.ReadCheckpoints(2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CompactAsync_BesideTransactions_LosesNothing(bool whole)
    {
        await GivenAsync(b => b.RevisionBlocks.AddRange(
            [.. Enumerable.Range(0, 500).Select(i => new RevisionBlockRecord(Relation.Items, i * 64, 1, new byte[3000]))]));
        var before = Catalog.GetSizeBytes();
        await GivenAsync(b => b.DeletedRevisionBlocks.AddRange([.. Enumerable.Range(0, 499).Select(i => (Relation.Items, i * 64L))]));
        var writes = Enumerable.Range(0, 20).Select(i => CommitAsync(b => b.NewDocuments.Add(Document("k", $"{i:d2}")))).ToList();
        Assert.True(await Catalog.CompactAsync(whole));
        Assert.All(await Task.WhenAll(writes), o => Assert.Equal(CatalogOutcome.Committed, o));
        Assert.True(Catalog.GetSizeBytes() < before, "Nothing was given back.");
        await ReopenAsync();
        Assert.Equal([(499 * 64L, 1)], Catalog.ReadRevisionRanges(Relation.Items));
        Assert.Equal(20, Catalog.ReadDocuments("k", null).Count);
    }
}
