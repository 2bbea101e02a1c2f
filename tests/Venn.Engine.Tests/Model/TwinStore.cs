using Venn.Engine.Query;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Sqlite;
using Venn.TestKit.Generators;
using Venn.TestKit.Simulation;

namespace Venn.Engine.Tests.Model;

/// <summary>A store in a directory of its own, that can be closed and opened again.</summary>
internal sealed class TwinStore(TwinOptions options) : IAsyncDisposable
{
    private static readonly string Root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    private readonly MemoryCatalogDisk disk = new();
    private readonly TwinClock clock = new();
    private VersionStore? store;

    public string DataDirectory { get; } = Path.Combine(Root, "venn-model-" + Guid.NewGuid().ToString("n"));

    public VersionStore Store => store ?? throw new InvalidOperationException("The store is closed.");

    public List<string> Reports { get; } = [];

    public async Task OpenAsync()
    {
        Directory.CreateDirectory(DataDirectory);
        ICatalog catalog = options.IsOnDisk
            ? SqliteCatalog.Open(Path.Combine(DataDirectory, "catalog.db"))
            : new MemoryCatalog(disk);
        store = await VersionStore.OpenAsync(new VersionStoreOptions
        {
            DataDirectory = DataDirectory,
            Catalog = options.Wrap(catalog),
            Masks = BodyGenerator.Masks,
            StampPaths = [FieldPath.Parse(BodyGenerator.Stamp)],
            OpaquePaths = [FieldPath.Parse("metadata.opaque")],
            Derived = [DerivedNumbers.Fields],
            SegmentRowLimit = options.SegmentRowLimit,
            RevisionCacheBytes = 1 << 20,
            Clock = clock,
            Report = Reports.Add,
        });
    }

    /// <summary>Stores the binaries that items name, for what needs to read them.</summary>
    public async Task PutBlobsAsync()
    {
        for (var i = 0; i < TwinContents.Count; i++)
        {
            await Store.Blobs.PutAsync(TwinContents.Bytes(i), CancellationToken.None);
        }
    }

    public async Task CloseAsync()
    {
        await Store.DisposeAsync();
        store = null;
    }

    /// <summary>Only while closed: they are derived, so nothing may change by it.</summary>
    public void DeleteSegments()
    {
        var segments = Path.Combine(DataDirectory, "segments");
        if (Directory.Exists(segments))
        {
            Directory.Delete(segments, recursive: true);
        }
    }

    public int CountSegmentFiles()
    {
        var segments = Path.Combine(DataDirectory, "segments");
        return Directory.Exists(segments) ? Directory.GetFiles(segments, "*", SearchOption.AllDirectories).Length : 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (store is not null)
        {
            await store.DisposeAsync();
        }

        Directory.Delete(DataDirectory, recursive: true);
    }
}
