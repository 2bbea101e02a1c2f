using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.TestKit.Contracts;

/// <summary>What a batch does: every member, what it conflicts with, and that a refused batch writes nothing.</summary>
public abstract class CatalogWriteContract : CatalogContract
{
    [Fact]
    public async Task Commit_EveryKindOfRecord_IsReadBackAfterReopening()
    {
        var dataset = Dataset(1, "photos") with { SourceOrdinal = 7 };
        var commit = new CommitRecord(
            new CommitKey(1, 1), [new CommitKey(7, 300), new CommitKey(8, long.MaxValue)], 12, 1_750_000_000_000,
            "a@b.c", "merge", "Zwei Stände", Json("details"), new byte[] { 0, 1, 255 }) { Changes = new byte[] { 9, 0, 8 } };
        var block = new RevisionBlockRecord(Relation.Annotations, 65_536, 100, new byte[20_000]);
        var snapshot = Snapshot("000000000000000000000a01", 1, 1, "v1");
        var document = Document("recipe", "000000000000000000000a02", "Default");
        await GivenAsync(b =>
        {
            b.NewDatasets.Add(dataset);
            b.Commits.Add(commit);
            b.RevisionBlocks.Add(block);
            b.Checkpoints.Add(new CheckpointRecord(commit.Key, Json("state")));
            b.Containers.Add(new ContainerRecord(UInt128.MaxValue, Json("container")));
            b.Snapshots.Add(snapshot);
            b.NewDocuments.Add(document);
        });

        await ReopenAsync();

        AssertSame(dataset, Assert.Single(Catalog.ReadDatasets()));
        AssertSame(commit, Catalog.ReadCommit(commit.Key));
        AssertSame(block, Catalog.ReadRevisionBlock(Relation.Annotations, 65_600));
        Assert.Equal(Json("state").ToArray(), Catalog.ReadCheckpoint(commit.Key)?.Data.ToArray());
        Assert.Equal(Json("container").ToArray(), Catalog.ReadContainer(UInt128.MaxValue)?.Data.ToArray());
        Assert.Equal(snapshot, Catalog.ReadSnapshot(snapshot.Id));
        AssertSame(document, Catalog.ReadDocument(document.Kind, document.Id));
        Assert.True(Catalog.GetSizeBytes() > 20_000);
    }

    [Fact]
    public async Task Commit_EmptyBatch_IsCommitted() => await GivenAsync(_ => { });

    [Fact]
    public async Task Commit_EmptyFields_AreReadBackEmpty()
    {
        await GivenAsync(b =>
        {
            b.NewDatasets.Add(new DatasetRecord(1, "", "", null, 0, false, default));
            b.Commits.Add(new CommitRecord(new CommitKey(1, 1), [], 1, 0, "", "", "", default, default));
            b.NewDocuments.Add(new DocumentRecord("", "", "", null, default));
        });
        AssertSame(new DatasetRecord(1, "", "", null, 0, false, default), Assert.Single(Catalog.ReadDatasets()));
        AssertSame(
            new CommitRecord(new CommitKey(1, 1), [], 1, 0, "", "", "", default, default),
            Assert.Single(Catalog.ReadHeads()));
        AssertSame(new DocumentRecord("", "", "", null, default), Catalog.ReadDocument("", ""));
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("Größe 数据 🖼")]
    [InlineData("'; DROP TABLE documents; --")]
    public async Task Commit_AnyText_IsReadBackAsWritten(string text)
    {
        var document = new DocumentRecord(text, text, text, text, Json(text));
        await GivenAsync(b =>
        {
            b.NewDatasets.Add(Dataset(1, text, scope: text));
            b.Commits.Add(Commit(1, 1) with { Author = text, Operation = text, Message = text });
            b.NewDocuments.Add(document);
        });
        AssertSame(Dataset(1, text, scope: text), Assert.Single(Catalog.ReadDatasets()));
        Assert.Equal(text, Catalog.ReadCommit(new CommitKey(1, 1))!.Message);
        AssertSame(document, Catalog.ReadDocumentByName(text, text, text));
        Assert.Equal(text, Catalog.ReadLargestId(BehindAll));
    }

    [Fact]
    public async Task Commit_LongText_IsReadBackAsWritten()
    {
        var text = string.Concat(Enumerable.Repeat("äx", 50_000));
        await GivenAsync(b => b.NewDocuments.Add(Document("task", "01", text)));
        Assert.Equal(text, Catalog.ReadDocument("task", "01")!.Name);
    }

    [Fact]
    public async Task NewDataset_TakenOrdinal_IsConflict()
    {
        await GivenAsync(b => b.NewDatasets.Add(Dataset(1, "one")));
        Assert.Equal(CatalogOutcome.Conflict, await CommitAsync(b => b.NewDatasets.Add(Dataset(1, "two"))));
        AssertSame(Dataset(1, "one"), Assert.Single(Catalog.ReadDatasets()));
    }

    [Fact]
    public async Task NewDataset_NameOfALivingOne_IsConflictInTheSameScopeAlone()
    {
        await GivenAsync(b => b.NewDatasets.Add(Dataset(1, "one", scope: "p")));
        Assert.Equal(CatalogOutcome.Conflict, await CommitAsync(b => b.NewDatasets.Add(Dataset(2, "one", scope: "p"))));
        await GivenAsync(b => b.NewDatasets.Add(Dataset(2, "one", scope: "q")));
    }

    [Fact]
    public async Task NewDataset_NameOfADeletedOne_IsCommitted()
    {
        await GivenAsync(b => b.NewDatasets.Add(Dataset(1, "one")));
        await GivenAsync(b => b.ChangedDatasets.Add(Dataset(1, "one", isDeleted: true)));
        await GivenAsync(b => b.NewDatasets.Add(Dataset(2, "one")));
        Assert.Equal([true, false], Catalog.ReadDatasets().Select(d => d.IsDeleted));
    }

    [Fact]
    public async Task ChangedDataset_MissingOrdinal_IsConflict() =>
        Assert.Equal(CatalogOutcome.Conflict, await CommitAsync(b => b.ChangedDatasets.Add(Dataset(1, "one"))));

    [Fact]
    public async Task ChangedDataset_TakenName_IsConflict()
    {
        await GivenAsync(b => b.NewDatasets.AddRange([Dataset(1, "one"), Dataset(2, "two")]));
        Assert.Equal(CatalogOutcome.Conflict, await CommitAsync(b => b.ChangedDatasets.Add(Dataset(2, "one"))));
        await GivenAsync(b => b.ChangedDatasets.Add(Dataset(2, "three") with { Body = Json("new") }));
        AssertSame(Dataset(2, "three") with { Body = Json("new") }, Catalog.ReadDatasets()[1]);
    }

    [Fact]
    public async Task Commit_TakenSequence_IsConflict()
    {
        await GivenAsync(b =>
        {
            b.NewDatasets.Add(Dataset(1, "one"));
            b.Commits.Add(Commit(1, 1));
        });
        Assert.Equal(CatalogOutcome.Conflict, await CommitAsync(b => b.Commits.Add(Commit(1, 1, atMs: 9))));
        AssertSame(Commit(1, 1), Catalog.ReadCommit(new CommitKey(1, 1)));
    }

    [Fact]
    public async Task Commit_PredecessorMissing_IsConflict()
    {
        await GivenAsync(b =>
        {
            b.NewDatasets.AddRange([Dataset(1, "one"), Dataset(2, "two")]);
            b.Commits.AddRange([Commit(1, 1), Commit(1, 2)]);
        });
        Assert.Equal(CatalogOutcome.Conflict, await CommitAsync(b => b.Commits.Add(Commit(1, 4))));
        Assert.Equal(CatalogOutcome.Conflict, await CommitAsync(b => b.Commits.Add(Commit(2, 2))));
        await GivenAsync(b => b.Commits.AddRange([Commit(1, 3), Commit(1, 4)]));
    }

    [Fact]
    public async Task Commit_RefusedAtItsEnd_WritesNothingOfIt()
    {
        await GivenAsync(b => b.NewDocuments.Add(Document("task", "01", "taken")));
        var outcome = await CommitAsync(b =>
        {
            b.NewDatasets.Add(Dataset(1, "one"));
            b.Commits.Add(Commit(1, 1));
            b.RevisionBlocks.Add(Block(Relation.Items, 0, 10));
            b.Checkpoints.Add(new CheckpointRecord(new CommitKey(1, 1), default));
            b.Containers.Add(new ContainerRecord(5, default));
            b.Snapshots.Add(Snapshot("02", 1, 1, "v1"));
            b.NewDocuments.AddRange([Document("task", "03"), Document("task", "04", "taken")]);
        });

        Assert.Equal(CatalogOutcome.Conflict, outcome);
        Assert.Empty(Catalog.ReadDatasets());
        Assert.Empty(Catalog.ReadHeads());
        Assert.Equal(0, Catalog.ReadRevisionEnd(Relation.Items));
        Assert.Null(Catalog.ReadCheckpoint(new CommitKey(1, 1)));
        Assert.Null(Catalog.ReadContainer(5));
        Assert.Null(Catalog.ReadSnapshot("02"));
        Assert.Equal("01", Catalog.ReadLargestId(BehindAll));
    }

    [Fact]
    public async Task RevisionBlock_TakenNumber_IsConflict()
    {
        await GivenAsync(b => b.RevisionBlocks.Add(Block(Relation.Items, 10, 5)));
        Assert.Equal(
            CatalogOutcome.Conflict, await CommitAsync(b => b.RevisionBlocks.Add(Block(Relation.Items, 10, 1))));
        await GivenAsync(b => b.RevisionBlocks.Add(Block(Relation.Annotations, 10, 1)));
    }

    [Fact]
    public async Task Checkpoint_SameKey_IsReplaced()
    {
        var key = new CommitKey(1, 1);
        await GivenAsync(b => b.Checkpoints.Add(new CheckpointRecord(key, Json("old"))));
        await GivenAsync(b => b.Checkpoints.Add(new CheckpointRecord(key, Json("new"))));
        Assert.Equal(Json("new").ToArray(), Catalog.ReadCheckpoint(key)?.Data.ToArray());
    }

    [Fact]
    public async Task Container_SameHash_StaysAsItWas()
    {
        await GivenAsync(b => b.Containers.Add(new ContainerRecord(5, Json("first"))));
        await GivenAsync(b => b.Containers.Add(new ContainerRecord(5, Json("second"))));
        Assert.Equal(Json("first").ToArray(), Catalog.ReadContainer(5)?.Data.ToArray());
    }

    [Fact]
    public async Task Snapshot_TakenIdOrName_IsConflict()
    {
        await GivenAsync(b =>
        {
            b.NewDatasets.AddRange([Dataset(1, "one"), Dataset(2, "two")]);
            b.Commits.AddRange([Commit(1, 1), Commit(2, 1)]);
            b.Snapshots.Add(Snapshot("0a", 1, 1, "v1"));
        });
        Assert.Equal(CatalogOutcome.Conflict, await CommitAsync(b => b.Snapshots.Add(Snapshot("0a", 1, 1, "v2"))));
        Assert.Equal(CatalogOutcome.Conflict, await CommitAsync(b => b.Snapshots.Add(Snapshot("0b", 1, 1, "v1"))));
        await GivenAsync(b => b.Snapshots.Add(Snapshot("0b", 2, 1, "v1")));
    }

    [Fact]
    public async Task NewDocument_TakenIdOrName_IsConflict()
    {
        await GivenAsync(b => b.NewDocuments.Add(Document("task", "01", "name")));
        Assert.Equal(
            CatalogOutcome.Conflict, await CommitAsync(b => b.NewDocuments.Add(Document("task", "01", "other"))));
        Assert.Equal(
            CatalogOutcome.Conflict, await CommitAsync(b => b.NewDocuments.Add(Document("task", "02", "name"))));
        await GivenAsync(b => b.NewDocuments.AddRange(
        [
            Document("task", "03", "name", scope: "q"), Document("recipe", "01", "name"), Document("task", "04"),
            Document("task", "05"),
        ]));
    }

    [Fact]
    public async Task ChangedDocument_IsInsertedOrReplaced_ATakenNameIsConflict()
    {
        await GivenAsync(b => b.ChangedDocuments.AddRange(
            [Document("task", "01", "one"), Document("task", "02", "two")]));
        var changed = Document("task", "01", "three", scope: "q") with { Body = Json("new") };
        await GivenAsync(b => b.ChangedDocuments.Add(changed));
        AssertSame(changed, Catalog.ReadDocument("task", "01"));
        Assert.Null(Catalog.ReadDocumentByName("task", "p", "one"));
        AssertSame(changed, Catalog.ReadDocumentByName("task", "q", "three"));
        var taken = Document("task", "03", "two");
        Assert.Equal(CatalogOutcome.Conflict, await CommitAsync(b => b.ChangedDocuments.Add(taken)));
        Assert.Null(Catalog.ReadDocument("task", "03"));
    }

    [Fact]
    public async Task DeletedDocument_IsGone_AnAbsentOneIsNothing()
    {
        await GivenAsync(b => b.NewDocuments.AddRange([Document("task", "01", "name"), Document("recipe", "01")]));
        await GivenAsync(b => b.DeletedDocuments.AddRange([("task", "01"), ("task", "99")]));
        Assert.Null(Catalog.ReadDocument("task", "01"));
        Assert.NotNull(Catalog.ReadDocument("recipe", "01"));
        await GivenAsync(b => b.NewDocuments.Add(Document("task", "02", "name")));
    }

    [Fact]
    public async Task Commit_MembersOfOneBatch_AreAppliedInTheirOrder()
    {
        await GivenAsync(b =>
        {
            b.DeletedDocuments.Add(("task", "01"));
            b.ChangedDocuments.Add(Document("task", "01") with { Body = Json("changed") });
            b.NewDocuments.AddRange([Document("task", "01"), Document("task", "02")]);
            b.ChangedDocuments.Add(Document("task", "02") with { Body = Json("changed") });
        });
        Assert.Null(Catalog.ReadDocument("task", "01"));
        Assert.Equal(Json("changed").ToArray(), Catalog.ReadDocument("task", "02")?.Body.ToArray());
    }

    [Fact]
    public async Task Commit_OfADatasetThatIsNotThere_FailsAndWritesNothing()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => CommitAsync(b =>
        {
            b.NewDocuments.Add(Document("task", "01"));
            b.Commits.Add(Commit(9, 1));
        }));
        Assert.Null(Catalog.ReadLargestId(BehindAll));
        await GivenAsync(b => b.NewDocuments.Add(Document("task", "01")));
    }
}
