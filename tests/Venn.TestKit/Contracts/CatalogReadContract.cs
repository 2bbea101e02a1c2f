using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.TestKit.Contracts;

/// <summary>What each read gives, at and around its edges.</summary>
public abstract class CatalogReadContract : CatalogContract
{
    [Fact]
    public void Read_EmptyCatalog_IsEmpty()
    {
        Assert.Empty(Catalog.ReadDatasets());
        Assert.Empty(Catalog.ReadHeads());
        Assert.Null(Catalog.ReadCommit(new CommitKey(1, 1)));
        Assert.Empty(Catalog.ReadCommits(1, 0, long.MaxValue, 10, descending: true));
        Assert.Null(Catalog.ReadCommitAt(1, long.MaxValue));
        Assert.Null(Catalog.ReadRevisionBlock(Relation.Items, 0));
        Assert.Empty(Catalog.ReadRevisionBlocks(Relation.Items, 0, long.MaxValue));
        Assert.Equal(0, Catalog.ReadRevisionEnd(Relation.Annotations));
        Assert.Null(Catalog.ReadCheckpoint(new CommitKey(1, long.MaxValue)));
        Assert.Null(Catalog.ReadContainer(0));
        Assert.Empty(Catalog.ReadSnapshots(1));
        Assert.Null(Catalog.ReadSnapshot("0a"));
        Assert.Null(Catalog.ReadDocument("task", "0a"));
        Assert.Empty(Catalog.ReadDocuments("task", null));
        Assert.Empty(Catalog.ReadDocuments("task", "p"));
        Assert.Null(Catalog.ReadDocumentByName("task", "p", "name"));
        Assert.Null(Catalog.ReadLargestId(BehindAll));
    }

    [Fact]
    public async Task ReadDatasets_AnyOrderOfWriting_AreByOrdinal()
    {
        await GivenAsync(b => b.NewDatasets.AddRange(
            [Dataset(3, "c"), Dataset(1, "a"), Dataset(2, "b", isDeleted: true)]));
        Assert.Equal([1, 2, 3], Catalog.ReadDatasets().Select(d => d.Ordinal));
    }

    [Fact]
    public async Task ReadHeads_ManyCommits_GivesTheLastOfEachDataset()
    {
        await GivenHistoryAsync();
        Assert.Equal(
            [new CommitKey(1, 5), new CommitKey(2, 1)],
            Catalog.ReadHeads().Select(c => c.Key).OrderBy(key => key.Dataset));
    }

    [Fact]
    public async Task ReadCommit_ParentsOfEveryForm_AreAsWritten()
    {
        CommitKey[][] forms =
        [
            [], [new(1, 1)], [new(2, 1)], [new(1, 3), new(2, 1)], [new(1L << 40, 0), new(3, long.MaxValue)],
        ];
        await GivenAsync(b =>
        {
            b.NewDatasets.Add(Dataset(1, "one"));
            for (var i = 0; i < forms.Length; i++)
            {
                b.Commits.Add(Commit(1, i + 1, 0, forms[i]));
            }
        });
        for (var i = 0; i < forms.Length; i++)
        {
            Assert.Equal(forms[i], Catalog.ReadCommit(new CommitKey(1, i + 1))!.Parents);
        }
    }

    [Fact]
    public async Task ReadJoints_ChainWithAMerge_AreTheFirstAndTheMergeUpToTheSequence()
    {
        await GivenAsync(b =>
        {
            b.NewDatasets.Add(Dataset(1, "one"));
            b.Commits.Add(Commit(1, 1));
            b.Commits.Add(Commit(1, 2, 0, new CommitKey(1, 1)));
            b.Commits.Add(Commit(1, 3, 0, new CommitKey(1, 2), new CommitKey(2, 7)));
            b.Commits.Add(Commit(1, 4, 0, new CommitKey(1, 3)));
        });
        Assert.Equal([1L, 3L], Catalog.ReadJoints(1, 4).Select(c => c.Key.Sequence));
        Assert.Equal([1L], Catalog.ReadJoints(1, 2).Select(c => c.Key.Sequence));
        Assert.Empty(Catalog.ReadJoints(2, 9));
    }

    [Theory]
    [InlineData(1, 5, 10, false, new long[] { 1, 2, 3, 4, 5 })]
    [InlineData(2, 4, 10, false, new long[] { 2, 3, 4 })]
    [InlineData(2, 4, 10, true, new long[] { 4, 3, 2 })]
    [InlineData(0, 99, 2, false, new long[] { 1, 2 })]
    [InlineData(0, 99, 2, true, new long[] { 5, 4 })]
    [InlineData(0, 99, 0, true, new long[] { })]
    [InlineData(6, 9, 10, false, new long[] { })]
    [InlineData(4, 2, 10, false, new long[] { })]
    public async Task ReadCommits_Range_IsInclusiveOrderedAndLimited(
        long first, long last, int limit, bool descending, long[] expected)
    {
        await GivenHistoryAsync();
        Assert.Equal(expected, Catalog.ReadCommits(1, first, last, limit, descending).Select(c => c.Key.Sequence));
    }

    [Theory]
    [InlineData(99, 0)]
    [InlineData(100, 1)]
    [InlineData(299, 2)]
    [InlineData(300, 4)]
    [InlineData(long.MaxValue, 5)]
    public async Task ReadCommitAt_Instant_GivesTheLastCommitUpToIt(long atMs, long expected)
    {
        await GivenHistoryAsync();
        Assert.Equal(expected, Catalog.ReadCommitAt(1, atMs)?.Key.Sequence ?? 0);
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(9, -1)]
    [InlineData(10, 10)]
    [InlineData(14, 10)]
    [InlineData(15, -1)]
    [InlineData(19, -1)]
    [InlineData(20, 20)]
    [InlineData(21, 21)]
    [InlineData(22, -1)]
    public async Task ReadRevisionBlock_Number_GivesTheBlockThatHoldsIt(long number, long expectedFirst)
    {
        await GivenBlocksAsync();
        Assert.Equal(expectedFirst, Catalog.ReadRevisionBlock(Relation.Items, number)?.First ?? -1);
        Assert.Null(Catalog.ReadRevisionBlock(Relation.Annotations, number));
    }

    [Theory]
    [InlineData(0, 10, new long[] { })]
    [InlineData(0, 11, new long[] { 10 })]
    [InlineData(14, 15, new long[] { 10 })]
    [InlineData(15, 20, new long[] { })]
    [InlineData(14, 21, new long[] { 10, 20 })]
    [InlineData(21, 1000, new long[] { 21 })]
    [InlineData(0, long.MaxValue, new long[] { 10, 20, 21 })]
    [InlineData(12, 12, new long[] { })]
    public async Task ReadRevisionBlocks_Range_GivesTheBlocksThatMeetIt(long first, long end, long[] expected)
    {
        await GivenBlocksAsync();
        Assert.Equal(expected, Catalog.ReadRevisionBlocks(Relation.Items, first, end).Select(b => b.First));
    }

    [Fact]
    public async Task ReadRevisionBlocks_LeftEarly_LeavesTheCatalogUsable()
    {
        await GivenBlocksAsync();
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(10, Catalog.ReadRevisionBlocks(Relation.Items, 0, 1_000).First().First);
        }

        Assert.Equal(3, Catalog.ReadRevisionBlocks(Relation.Items, 0, 1_000).Count());
    }

    [Fact]
    public async Task ReadRevisionBlocks_WhileOthersWrite_SeesOneMoment()
    {
        await GivenBlocksAsync();
        using var blocks = Catalog.ReadRevisionBlocks(Relation.Items, 0, 1_000).GetEnumerator();
        Assert.True(blocks.MoveNext());
        await GivenAsync(b => b.RevisionBlocks.Add(Block(Relation.Items, 30, 1)));
        Assert.True(blocks.MoveNext());
        Assert.True(blocks.MoveNext());
        Assert.False(blocks.MoveNext());
        Assert.Equal(4, Catalog.ReadRevisionBlocks(Relation.Items, 0, 1_000).Count());
    }

    [Fact]
    public async Task ReadRevisionEnd_IsOnePastTheLargestNumberOfTheRelation()
    {
        await GivenBlocksAsync();
        await GivenAsync(b => b.RevisionBlocks.Add(Block(Relation.Annotations, 500, 7)));
        Assert.Equal(22, Catalog.ReadRevisionEnd(Relation.Items));
        Assert.Equal(507, Catalog.ReadRevisionEnd(Relation.Annotations));
    }

    [Theory]
    [InlineData(1, 2, 0)]
    [InlineData(1, 3, 3)]
    [InlineData(1, 6, 3)]
    [InlineData(1, 7, 7)]
    [InlineData(1, 99, 7)]
    [InlineData(2, 99, 0)]
    public async Task ReadCheckpoint_Key_GivesTheLastAtOrBefore(long dataset, long sequence, long expected)
    {
        await GivenAsync(b => b.Checkpoints.AddRange(
            [new CheckpointRecord(new CommitKey(1, 7), default), new CheckpointRecord(new CommitKey(1, 3), default)]));
        Assert.Equal(expected, Catalog.ReadCheckpoint(new CommitKey(dataset, sequence))?.Key.Sequence ?? 0);
    }

    [Fact]
    public async Task ReadSnapshots_OfADataset_AreById()
    {
        await GivenHistoryAsync();
        await GivenAsync(b => b.Snapshots.AddRange(
            [Snapshot("0c", 1, 1, "a"), Snapshot("0a", 1, 2, "b"), Snapshot("0b", 2, 1, "a")]));
        Assert.Equal(["0a", "0c"], Catalog.ReadSnapshots(1).Select(s => s.Id));
        Assert.Equal(Snapshot("0b", 2, 1, "a"), Catalog.ReadSnapshot("0b"));
    }

    [Fact]
    public async Task ReadDocuments_OfKindAndScope_AreById()
    {
        await GivenAsync(b => b.NewDocuments.AddRange(
        [
            Document("task", "0c"), Document("task", "0a"), Document("task", "0b", scope: "q"),
            Document("recipe", "0d"),
        ]));
        Assert.Equal(["0a", "0b", "0c"], Catalog.ReadDocuments("task", null).Select(d => d.Id));
        Assert.Equal(["0a", "0c"], Catalog.ReadDocuments("task", "p").Select(d => d.Id));
        Assert.Empty(Catalog.ReadDocuments("task", ""));
        Assert.Empty(Catalog.ReadDocuments("tas", null));
    }

    [Fact]
    public async Task ReadLargestId_IsOverAllKindsAndSnapshots()
    {
        await GivenHistoryAsync();
        await GivenAsync(b => b.NewDocuments.AddRange(
            [Document("z", "01"), Document("a", "05"), Document("m", "03"), Document("m", "04")]));
        Assert.Equal("05", Catalog.ReadLargestId(BehindAll));
        await GivenAsync(b => b.Snapshots.Add(Snapshot("09", 1, 1, "v")));
        Assert.Equal("09", Catalog.ReadLargestId(BehindAll));
        Assert.Equal("05", Catalog.ReadLargestId("09"));
        Assert.Equal("04", Catalog.ReadLargestId("05"));
        Assert.Null(Catalog.ReadLargestId("01"));
    }

    private Task GivenHistoryAsync() => GivenAsync(b =>
    {
        b.NewDatasets.AddRange([Dataset(1, "one"), Dataset(2, "two"), Dataset(3, "without commits")]);
        b.Commits.AddRange(
        [
            Commit(1, 1, 100), Commit(1, 2, 200), Commit(1, 3, 300),
            Commit(1, 4, 300), Commit(1, 5, 400), Commit(2, 1, 50),
        ]);
    });

    private Task GivenBlocksAsync() => GivenAsync(b => b.RevisionBlocks.AddRange(
        [Block(Relation.Items, 20, 1), Block(Relation.Items, 10, 5), Block(Relation.Items, 21, 1)]));
}
