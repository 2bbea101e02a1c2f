using Microsoft.Data.Sqlite;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;
using Venn.Storage.Catalog.Sqlite;

namespace Venn.Storage.Tests.Catalog;

/// <summary>The disk fails under the catalog: nothing of the group is written, and the catalog stays usable.</summary>
[Collection(nameof(AloneCollection))]
public sealed class SqliteDiskFullTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string CatalogPath => _directory.File("catalog.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Commit_DiskRefusesTheLog_FailsTheGroupAndGoesOnAfterwards()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit of a file's size is Linux's.");
        await using (var catalog = SqliteCatalog.Open(CatalogPath))
        {
            await catalog.CommitAsync(Batch(0, 1));
            for (var round = 0; round < 3; round++)
            {
                // The log cannot take one more of these transactions: its pages are written in COMMIT.
                using (new FileSizeLimit(new FileInfo(CatalogPath + "-wal").Length + 20_000))
                {
                    var group = Enumerable.Range(0, 10).Select(i => catalog.CommitAsync(Batch(100 + i, 4))).ToList();
                    foreach (var commit in group)
                    {
                        await Assert.ThrowsAsync<IOException>(() => commit);
                    }

                    Assert.Equal(1 + round, catalog.ReadDocuments("task", null).Count);
                }

                Assert.Equal(CatalogOutcome.Committed, await catalog.CommitAsync(Batch(1 + round, 4)));
            }
        }

        await using var again = SqliteCatalog.Open(CatalogPath);
        Assert.Equal(["0000", "0001", "0002", "0003"], again.ReadDocuments("task", null).Select(d => d.Id));
        AssertSound();
    }

    [Fact]
    public async Task Commit_SmallOnesOnAFullDisk_AreRefusedOrWholeAfterReopening()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit of a file's size is Linux's.");
        var committed = new List<string>();
        var failures = 0;
        await using (var catalog = SqliteCatalog.Open(CatalogPath))
        {
            await catalog.CommitAsync(Batch(0, 1));
            committed.Add("0000");
            for (var i = 1; i < 60; i++)
            {
                // The room shrinks and grows: every offset within a page and frame is met sooner or later.
                using (new FileSizeLimit(new FileInfo(CatalogPath + "-wal").Length + (i * 1_111 % 40_000)))
                {
                    try
                    {
                        await catalog.CommitAsync(Batch(i, 1));
                        committed.Add($"{i:x4}");
                    }
                    catch (IOException)
                    {
                        failures++;
                    }
                }
            }
        }

        Assert.InRange(failures, 1, 58);
        await using var again = SqliteCatalog.Open(CatalogPath);
        Assert.Equal(committed, again.ReadDocuments("task", null).Select(d => d.Id));
        AssertSound();
    }

    private static CatalogBatch Batch(int id, int blocks)
    {
        var batch = new CatalogBatch();
        for (var i = 0; i < blocks; i++)
        {
            batch.RevisionBlocks.Add(new RevisionBlockRecord(Relation.Items, (id * 100) + i, 1, new byte[16_384]));
        }

        batch.NewDocuments.Add(new DocumentRecord("task", $"{id:x4}", "p", null, default));
        return batch;
    }

    private void AssertSound()
    {
        using var session = SqliteSession.Open(CatalogPath, SqliteOpenMode.ReadOnly);
        using var check = new SqliteStatement(session.Db, "PRAGMA integrity_check", CatalogPath);
        Assert.True(check.Step());
        Assert.Equal("ok", check.Text(0));
    }
}
