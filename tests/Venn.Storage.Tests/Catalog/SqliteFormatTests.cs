using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;
using Venn.Storage.Catalog.Sql;
using Venn.Storage.Catalog.Sqlite;

namespace Venn.Storage.Tests.Catalog;

/// <summary>What may be opened, and what every other state of the file leads to.</summary>
public sealed class SqliteFormatTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string CatalogPath => _directory.File("catalog.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Open_NewFile_HasTheNewestFormatAndTheSettings()
    {
        await using var catalog = SqliteCatalog.Open(CatalogPath);
        using var session = SqliteSession.Open(CatalogPath, SqliteOpenMode.ReadOnly);
        Assert.Equal(Migration.ReadAll(SqlDialect.Sqlite).Count, session.ReadInt64("PRAGMA user_version"));
        Assert.Equal(SqliteFormat.ApplicationId, session.ReadInt64("PRAGMA application_id"));
        using var mode = new SqliteStatement(session.Db, "PRAGMA journal_mode", CatalogPath);
        Assert.True(mode.Step());
        Assert.Equal("wal", mode.Text(0));
    }

    [Fact]
    public async Task Dispose_LeavesOneFileWholeByItself()
    {
        await GivenCatalogAsync();
        Assert.Equal([CatalogPath], Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public async Task Open_NewerFormat_IsRefusedWithNothingTouched()
    {
        await GivenCatalogAsync();
        PatchHeader(60, 1_000);
        var before = await File.ReadAllBytesAsync(CatalogPath);
        var refusal = Assert.Throws<StoreTooNewException>(() => SqliteCatalog.Open(CatalogPath));
        Assert.Contains("1000", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(_directory.Path, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(CatalogPath));
        Assert.Equal([CatalogPath], Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public async Task Open_AnotherProgramsDatabase_IsRefused()
    {
        await GivenCatalogAsync();
        PatchHeader(68, 42);
        AssertDamaged();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(5_000)]
    public async Task Open_CutShort_IsReportedAsDamaged(int length)
    {
        await GivenCatalogAsync();
        using (var file = new FileStream(CatalogPath, FileMode.Open))
        {
            file.SetLength(length);
        }

        AssertDamaged();
    }

    [Fact]
    public void Open_Garbage_IsReportedAsDamaged()
    {
        var garbage = new byte[20_000];
        new Random(1).NextBytes(garbage);
        File.WriteAllBytes(CatalogPath, garbage);
        AssertDamaged();
    }

    [Fact]
    public async Task Open_EmptyFile_IsANewCatalog()
    {
        await File.WriteAllBytesAsync(CatalogPath, []);
        await using var catalog = SqliteCatalog.Open(CatalogPath);
        Assert.Empty(catalog.ReadDatasets());
    }

    [Fact]
    public async Task Read_PagesOverwritten_IsReportedAsDamaged()
    {
        await GivenCatalogAsync();
        var bytes = await File.ReadAllBytesAsync(CatalogPath);
        new Random(2).NextBytes(bytes.AsSpan(4_096));
        await File.WriteAllBytesAsync(CatalogPath, bytes);
        await using var catalog = SqliteCatalog.Open(CatalogPath);
        var damage = Assert.Throws<CatalogDamagedException>(() =>
        {
            catalog.ReadDatasets();
            catalog.ReadHeads();
            _ = catalog.ReadRevisionBlocks(Relation.Items, 0, long.MaxValue).Count();
        });
        Assert.Contains(CatalogPath, damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ParentsDamaged_NamesTheCommit()
    {
        await GivenCatalogAsync();
        using (var session = SqliteSession.Open(CatalogPath, SqliteOpenMode.ReadWrite))
        {
            session.Execute("UPDATE commits SET parents = x'81' WHERE dataset = 1 AND sequence = 1");
        }

        await using var catalog = SqliteCatalog.Open(CatalogPath);
        var damage = Assert.Throws<CatalogDamagedException>(() => catalog.ReadCommit(new CommitKey(1, 1)));
        Assert.Contains("commit 1 of dataset 1", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_InADirectoryThatIsNotThere_FailsWithThePath()
    {
        var path = Path.Combine(_directory.Path, "absent", "catalog.db");
        var failure = Assert.Throws<IOException>(() => SqliteCatalog.Open(path));
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Upgrade_MigrationThatFails_LeavesTheFormatBeforeIt()
    {
        using (var session = SqliteSession.Open(CatalogPath, SqliteOpenMode.ReadWriteCreate))
        {
            var good = new Migration(1, "0001_good", "CREATE TABLE a (b)");
            var bad = new Migration(2, "0002_bad", "CREATE TABLE c (d); CREATE TABLE a (b)");
            Assert.ThrowsAny<Exception>(() => SqliteFormat.Upgrade(session, [good, bad]));
            Assert.Equal(1, session.ReadInt64("PRAGMA user_version"));
            Assert.Equal(1, session.ReadInt64("SELECT count(*) FROM sqlite_schema"));

            SqliteFormat.Upgrade(session, [good, bad with { Sql = "CREATE TABLE c (d)" }]);
            Assert.Equal(2, session.ReadInt64("PRAGMA user_version"));
        }
    }

    [Fact]
    public void Fill_Migrations_LeaveNoVariableOpen() =>
        Assert.All(
            Migration.ReadAll(SqlDialect.Sqlite), m => Assert.DoesNotMatch(@"(?m)^[^-]*\$\w+\$", m.Sql));

    private async Task GivenCatalogAsync()
    {
        await using var catalog = SqliteCatalog.Open(CatalogPath);
        var batch = new CatalogBatch();
        batch.NewDatasets.Add(new DatasetRecord(1, "p", "one", null, 0, false, default));
        batch.Commits.Add(new CommitRecord(new CommitKey(1, 1), [], 1, 0, "", "", "", default, default));
        batch.RevisionBlocks.Add(new RevisionBlockRecord(Relation.Items, 0, 1, new byte[50_000]));
        Assert.Equal(CatalogOutcome.Committed, await catalog.CommitAsync(batch));
    }

    private void AssertDamaged()
    {
        var damage = Assert.Throws<CatalogDamagedException>(() => SqliteCatalog.Open(CatalogPath));
        Assert.Contains(CatalogPath, damage.Message, StringComparison.Ordinal);
    }

    private void PatchHeader(int offset, int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        using var file = new FileStream(CatalogPath, FileMode.Open);
        file.Position = offset;
        file.Write(bytes);
    }
}
