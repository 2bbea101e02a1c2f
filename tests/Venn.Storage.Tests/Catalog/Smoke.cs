using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;
using Venn.Storage.Catalog.Sqlite;
using Venn.Storage.Blobs;
using Venn.Storage.Files;
namespace Venn.Storage.Tests.Catalog;
public sealed class Smoke
{
    [Fact]
    public async Task Smoke_All_Work()
    {
        var dir = Directory.CreateTempSubdirectory().FullName;
        await using (var c = SqliteCatalog.Open(Path.Combine(dir, "catalog.db")))
        {
            var b = new CatalogBatch();
            b.NewDatasets.Add(new DatasetRecord(1, "s", "n", null, 5, false, "{}"u8.ToArray()));
            b.Commits.Add(new CommitRecord(new(1, 1), [], 1, 7, "a", "o", "", default, new byte[60]));
            b.RevisionBlocks.Add(new RevisionBlockRecord(Relation.Items, 0, 10, new byte[300]));
            b.RevisionBlocks.Add(new RevisionBlockRecord(Relation.Items, 20, 10, new byte[300]));
            b.Containers.Add(new ContainerRecord(77, new byte[5]));
            b.Checkpoints.Add(new CheckpointRecord(new(1, 1), new byte[5]));
            b.Snapshots.Add(new SnapshotRecord("000a", new(1, 1), "snap", 1, "a", ""));
            b.NewDocuments.Add(new DocumentRecord("k", "000b", "s", "name", new byte[3]));
            Assert.Equal(CatalogOutcome.Committed, await c.CommitAsync(b));
            Assert.Equal(CatalogOutcome.Conflict, await c.CommitAsync(b));
            Assert.Single(c.ReadHeads());
            Assert.Single(c.ReadDatasets());
            Assert.Empty(c.ReadCommit(new(1, 1))!.Parents);
            Assert.NotNull(c.ReadCommitAt(1, 7));
            Assert.Null(c.ReadCommitAt(1, 6));
            Assert.NotNull(c.ReadRevisionBlock(Relation.Items, 9));
            Assert.Null(c.ReadRevisionBlock(Relation.Items, 10));
            Assert.Equal(2, c.ReadRevisionBlocks(Relation.Items, 9, 21).Count());
            Assert.Single(c.ReadRevisionBlocks(Relation.Items, 10, 21));
            Assert.Equal(30, c.ReadRevisionEnd(Relation.Items));
            Assert.Equal(0, c.ReadRevisionEnd(Relation.Annotations));
            Assert.Equal("000b", c.ReadLargestId());
            Assert.NotNull(c.ReadContainer(77));
            Assert.NotNull(c.ReadCheckpoint(new(1, 9)));
            Assert.Single(c.ReadSnapshots(1));
            Assert.Single(c.ReadDocuments("k", null));
            Assert.Single(c.ReadDocuments("k", "s"));
            Assert.NotNull(c.ReadDocumentByName("k", "s", "name"));
        }
        Assert.False(File.Exists(Path.Combine(dir, "catalog.db-wal")));
        await using var again = SqliteCatalog.Open(Path.Combine(dir, "catalog.db"));
        Assert.Single(again.ReadHeads());
        var blobs = new DirectoryBlobStore(LocalFileSystem.Instance, Path.Combine(dir, "blobs"));
        var i = await blobs.PutAsync(new MemoryStream(new byte[200_000]), null, default);
        var j = await blobs.PutAsync(new byte[20_000], default);
        await blobs.VerifyAsync(i.Hash, default);
        await blobs.VerifyAsync(j.Hash, default);
        Assert.Equal(2, blobs.List().Count());
        using var l = DataDirectoryLock.Acquire(dir);
        Assert.Throws<StoreLockedException>(() => DataDirectoryLock.Acquire(dir));
        await File.WriteAllBytesAsync(Path.Combine(dir, "x"), new byte[100]);
        using var m = LocalFileSystem.Instance.Map(Path.Combine(dir, "x"));
        Assert.Equal(100, m.Memory.Span.Length);
    }
}
