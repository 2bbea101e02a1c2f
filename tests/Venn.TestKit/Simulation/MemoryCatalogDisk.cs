namespace Venn.TestKit.Simulation;

/// <summary>What a <see cref="MemoryCatalog"/> is opened on: stays when the catalog is closed.</summary>
public sealed class MemoryCatalogDisk
{
    internal Lock Gate { get; } = new();

    internal volatile MemoryCatalogContent Content = new();
}
