using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;
using Venn.Storage.Catalog.Sqlite;

namespace Venn.Storage.Tests.Catalog;

/// <summary>Disk space is a promise too: it is counted in bytes, so it does not vary from run to run.</summary>
public sealed class SqliteSizeTests : IDisposable
{
    private const int CommitCount = 20_000;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Commit_OneAnnotationEach_CostsLittleDiskAndABoundedLog()
    {
        var path = _directory.File("catalog.db");
        var logMax = 0L;
        await using (var catalog = SqliteCatalog.Open(path))
        {
            var first = new CatalogBatch();
            first.NewDatasets.Add(new DatasetRecord(1, "p", "one", null, 0, false, default));
            await catalog.CommitAsync(first);
            foreach (var group in Enumerable.Range(1, CommitCount).Chunk(64))
            {
                await Task.WhenAll(group.Select(i => catalog.CommitAsync(OneAnnotation(i))));
                logMax = Math.Max(logMax, new FileInfo(path + "-wal").Length);
            }
        }

        // 64 MiB for 100,000 such commits, to scale.
        Assert.InRange(new FileInfo(path).Length, 1, CommitCount * (64L << 20) / 100_000);
        Assert.InRange(logMax, 1, 24 << 20);
    }

    private static CatalogBatch OneAnnotation(int sequence)
    {
        var batch = new CatalogBatch();
        batch.Commits.Add(new CommitRecord(
            new CommitKey(1, sequence),
            sequence == 1 ? [] : [new CommitKey(1, sequence - 1)],
            sequence,
            1_750_000_000_000 + sequence,
            "someone@example.com",
            "upload",
            "",
            default,
            new byte[60]));
        batch.RevisionBlocks.Add(new RevisionBlockRecord(Relation.Annotations, sequence, 1, new byte[300]));
        return batch;
    }
}
