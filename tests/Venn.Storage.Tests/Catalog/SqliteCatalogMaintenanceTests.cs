using System.Text;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;
using Venn.Storage.Catalog.Sql;
using Venn.Storage.Catalog.Sqlite;
using Venn.TestKit.Contracts;

namespace Venn.Storage.Tests.Catalog;

public sealed class SqliteCatalogMaintenanceTests : CatalogMaintenanceContract
{
    private const string Secret = "jane.doe@example.org";

    private readonly SqliteCatalogFixture _fixture = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _fixture.Dispose();
    }

    [Fact]
    public async Task CompactAsync_Whole_LeavesNoByteOfWhatWasDeletedOrReplaced()
    {
        // Long and short, in rows that are split, moved and merged: what moves leaves its old place behind.
        var random = new Random(5);
        for (var i = 0; i < 300; i++)
        {
            await GivenAsync(b =>
            {
                b.RevisionBlocks.Add(new RevisionBlockRecord(Relation.Items, i * 64, 1, Noise(random, random.Next(20, 9000))));
                b.ChangedDocuments.Add(new DocumentRecord("k", $"{random.Next(50)}", "p", null, Noise(random, 300)));
            });
        }

        await GivenAsync(b => b.DeletedRevisionBlocks.AddRange([.. Enumerable.Range(0, 300).Select(i => (Relation.Items, i * 64L))]));
        await GivenAsync(b => b.DeletedDocuments.AddRange([.. Enumerable.Range(0, 50).Select(i => ("k", $"{i}"))]));
        Assert.True(await Catalog.CompactAsync(whole: true));
        foreach (var file in Directory.GetFiles(_fixture.Directory))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
            Assert.True(bytes.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)) < 0, $"{file} still has it.");
        }
    }

    [Fact]
    public async Task Open_FormatOne_IsBroughtUpAndItsSpaceCanBeGivenBack()
    {
        await Catalog.DisposeAsync();
        foreach (var file in Directory.GetFiles(_fixture.Directory))
        {
            File.Delete(file);
        }

        using (var session = SqliteSession.Open(
            _fixture.Path, Microsoft.Data.Sqlite.SqliteOpenMode.ReadWriteCreate, "PRAGMA journal_mode = WAL"))
        {
            SqliteFormat.Upgrade(session, [Migration.ReadAll(SqlDialect.Sqlite)[0]]);
            session.Execute("INSERT INTO item_blocks VALUES (0, 1, zeroblob(5000000)), (64, 1, x'01')");
        }

        await ReopenAsync();
        await GivenAsync(b => b.DeletedRevisionBlocks.Add((Relation.Items, 0)));
        Assert.True(await Catalog.CompactAsync(whole: false));
        Assert.InRange(Catalog.GetSizeBytes(), 1, 1_000_000);
        Assert.Equal([(64L, 1)], Catalog.ReadRevisionRanges(Relation.Items));
    }

    protected override Task<ICatalog> OpenAsync() => _fixture.OpenAsync();

    private static byte[] Noise(Random random, int length)
    {
        var bytes = new byte[length + Secret.Length];
        random.NextBytes(bytes);
        Encoding.UTF8.GetBytes(Secret).CopyTo(bytes, random.Next(length));
        return bytes;
    }
}
