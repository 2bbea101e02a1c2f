using Venn.Engine.Query;
using Venn.Engine.Tests.Model;
using Venn.TestKit.Generators;
using Venn.TestKit.Simulation;

namespace Venn.Engine.Tests.MergeOracle;

/// <summary>A store in memory for some families, for opening one costs more than a merge.</summary>
internal sealed class OracleStore(string directory) : IAsyncDisposable
{
    private static readonly string Root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    public required VersionStore Store { get; init; }

    public FactReader Reader { get; } = new();

    public static async Task<OracleStore> OpenAsync(MergeFault fault)
    {
        var directory = Path.Combine(Root, "venn-oracle-" + Guid.NewGuid().ToString("n"));
        return new OracleStore(directory)
        {
            Store = await VersionStore.OpenAsync(new VersionStoreOptions
            {
                DataDirectory = directory,
                Catalog = new FaultyJoints(new MemoryCatalog(new MemoryCatalogDisk()), fault),
                Masks = BodyGenerator.Masks,
                StampPaths = [FieldPath.Parse(BodyGenerator.Stamp)],
                Clock = new TwinClock(),
            }),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }
}
