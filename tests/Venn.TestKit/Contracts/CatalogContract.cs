using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.TestKit.Contracts;

/// <summary>
/// Every sentence of <see cref="ICatalog"/> and <see cref="CatalogBatch"/>, to be run over each database. The parts:
/// <see cref="CatalogWriteContract"/>, <see cref="CatalogReadContract"/>, <see cref="CatalogConcurrencyContract"/>.
/// </summary>
public abstract class CatalogContract : IAsyncLifetime
{
    /// <summary>Ordinally behind every id.</summary>
    protected const string BehindAll = "\U0010FFFF";

    private ICatalog? _catalog;

    protected ICatalog Catalog => _catalog ?? throw new InvalidOperationException("The catalog is not open yet.");

    public async ValueTask InitializeAsync() => _catalog = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        if (_catalog is not null)
        {
            await _catalog.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the test's own catalog: empty at first, the same one when opened again.</summary>
    protected abstract Task<ICatalog> OpenAsync();

    protected async Task ReopenAsync()
    {
        await Catalog.DisposeAsync();
        _catalog = await OpenAsync();
    }

    protected Task<CatalogOutcome> CommitAsync(Action<CatalogBatch> fill)
    {
        var batch = new CatalogBatch();
        fill(batch);
        return Catalog.CommitAsync(batch);
    }

    /// <summary>Commits what must succeed.</summary>
    protected async Task GivenAsync(Action<CatalogBatch> fill) =>
        Assert.Equal(CatalogOutcome.Committed, await CommitAsync(fill));

    protected static DatasetRecord Dataset(long ordinal, string name, string scope = "p", bool isDeleted = false) =>
        new(ordinal, scope, name, null, 1_000 + ordinal, isDeleted, Json($"d{ordinal}"));

    protected static CommitRecord Commit(long dataset, long sequence, long atMs = 0, params CommitKey[] parents) => new(
        new CommitKey(dataset, sequence), parents, sequence, atMs, "a@b.c", "upload", "", default,
        Json($"delta {dataset} {sequence}"));

    protected static RevisionBlockRecord Block(Relation relation, long first, int count) =>
        new(relation, first, count, Json($"{relation} {first} {count}"));

    protected static SnapshotRecord Snapshot(string id, long dataset, long sequence, string name) =>
        new(id, new CommitKey(dataset, sequence), name, 5, "a@b.c", "why");

    protected static DocumentRecord Document(string kind, string id, string? name = null, string scope = "p") =>
        new(kind, id, scope, name, Json($"{kind} {id}"));

    protected static ReadOnlyMemory<byte> Json(string text) => System.Text.Encoding.UTF8.GetBytes($"\"{text}\"");

    protected static void AssertSame(DatasetRecord expected, DatasetRecord? found)
    {
        Assert.NotNull(found);
        Assert.Equal(expected with { Body = default }, found with { Body = default });
        Assert.Equal(expected.Body.ToArray(), found.Body.ToArray());
    }

    protected static void AssertSame(CommitRecord expected, CommitRecord? found)
    {
        Assert.NotNull(found);
        Assert.Equal(expected.Parents, found.Parents);
        Assert.Equal(expected.Details.ToArray(), found.Details.ToArray());
        Assert.Equal(expected.Delta.ToArray(), found.Delta.ToArray());
        Assert.Equal(expected.Changes.ToArray(), found.Changes.ToArray());
        Assert.Equal(
            expected with { Parents = [], Details = default, Delta = default, Changes = default },
            found with { Parents = [], Details = default, Delta = default, Changes = default });
    }

    protected static void AssertSame(RevisionBlockRecord expected, RevisionBlockRecord? found)
    {
        Assert.NotNull(found);
        Assert.Equal(expected with { Data = default }, found with { Data = default });
        Assert.Equal(expected.Data.ToArray(), found.Data.ToArray());
    }

    protected static void AssertSame(DocumentRecord expected, DocumentRecord? found)
    {
        Assert.NotNull(found);
        Assert.Equal(expected with { Body = default }, found with { Body = default });
        Assert.Equal(expected.Body.ToArray(), found.Body.ToArray());
    }
}
