using Venn.Storage.Catalog;
using Venn.TestKit.Contracts;

namespace Venn.Storage.Tests.Catalog;

public sealed class SqliteCatalogConcurrencyTests : CatalogConcurrencyContract
{
    private readonly SqliteCatalogFixture _fixture = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _fixture.Dispose();
    }

    protected override Task<ICatalog> OpenAsync() => _fixture.OpenAsync();
}
