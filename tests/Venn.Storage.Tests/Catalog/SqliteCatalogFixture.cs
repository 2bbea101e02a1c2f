using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Sqlite;

namespace Venn.Storage.Tests.Catalog;

/// <summary>Opens a catalog file of a test's own.</summary>
internal sealed class SqliteCatalogFixture : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public string Path => _directory.File("catalog.db");

    public string Directory => System.IO.Path.GetDirectoryName(Path)!;

    public Task<ICatalog> OpenAsync() => Task.FromResult<ICatalog>(SqliteCatalog.Open(Path));

    public void Dispose() => _directory.Dispose();
}
