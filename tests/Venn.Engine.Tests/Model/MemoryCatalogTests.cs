using Venn.Storage.Catalog;
using Venn.TestKit.Contracts;
using Venn.TestKit.Simulation;

namespace Venn.Engine.Tests.Model;

/// <summary>The catalog in memory keeps the contract of the durable ones: what is tested over it holds over them.</summary>
public sealed class MemoryCatalogWriteTests : CatalogWriteContract
{
    private readonly MemoryCatalogDisk disk = new();

    protected override Task<ICatalog> OpenAsync() => Task.FromResult<ICatalog>(new MemoryCatalog(disk));
}

public sealed class MemoryCatalogReadTests : CatalogReadContract
{
    private readonly MemoryCatalogDisk disk = new();

    protected override Task<ICatalog> OpenAsync() => Task.FromResult<ICatalog>(new MemoryCatalog(disk));
}

public sealed class MemoryCatalogConcurrencyTests : CatalogConcurrencyContract
{
    private readonly MemoryCatalogDisk disk = new();

    protected override Task<ICatalog> OpenAsync() => Task.FromResult<ICatalog>(new MemoryCatalog(disk));
}

public sealed class MemoryCatalogMaintenanceTests : CatalogMaintenanceContract
{
    private readonly MemoryCatalogDisk disk = new();

    protected override Task<ICatalog> OpenAsync() => Task.FromResult<ICatalog>(new MemoryCatalog(disk));
}
