using System.Globalization;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Copying;
using Venn.Engine.Versions.Merging;
using Venn.TestKit.Generators;
using Venn.TestKit.Simulation;

namespace Venn.CrashTests.Faults;

/// <summary>A store over a failing catalog and a disk that fails on purpose, and what is seen of it.</summary>
internal sealed class FaultStore : IAsyncDisposable
{
    private static readonly CommitInfo By = new("f@example.org", "test");

    private readonly string directory = Directory.CreateTempSubdirectory("venn-fault-").FullName;
    private readonly MemoryCatalogDisk catalogDisk = new();
    private VersionStore? store;

    public FaultyFileSystem Files { get; set; } = new();

    public FailingCatalog Catalog { get; private set; } = null!;

    public VersionStore Store => store ?? throw new InvalidOperationException("Not open.");

    public async Task OpenAsync()
    {
        Catalog = new FailingCatalog(new MemoryCatalog(catalogDisk));
        store = await VersionStore.OpenAsync(new VersionStoreOptions
        {
            DataDirectory = directory,
            Catalog = Catalog,
            FileSystem = Files,
            Masks = BodyGenerator.Masks,
            SegmentRowLimit = 16,
        });
    }

    public async Task CloseAsync()
    {
        if (store is not null)
        {
            await store.DisposeAsync();
            store = null;
        }
    }

    public async Task<Dataset> CreateAsync(string name, int count)
    {
        var dataset = await Store.CreateDatasetAsync(Named(name), By);
        await AddAsync(dataset, 0, count);
        return dataset;
    }

    public static Task AddAsync(Dataset dataset, int first, int count) => dataset.WriteAsync(By, writer =>
    {
        for (var i = first; i < first + count; i++)
        {
            var item = writer.AddItem(new Revision
            {
                Lineage = writer.NewIdentity().Lineage, Path = string.Create(CultureInfo.InvariantCulture, $"/d/{i}"),
                Body = """{"metadata":{"user":{"a":1}}}"""u8.ToArray(),
            });
            writer.AddAnnotation(new Revision
            {
                Lineage = writer.NewIdentity().Lineage, Item = item.Lineage, Body = """{"label":"cat"}"""u8.ToArray(),
            });
        }

        return 0;
    });

    /// <summary>One of each operation whose durable writes are transactions of the catalog; each on what those before left.</summary>
    public IEnumerable<Func<Task>> Operations()
    {
        Dataset Find(string name) => Store.Find("p", name) ?? throw new InvalidRequestException($"No {name}.");
        yield return () => AddAsync(Find("a"), 100, 5);
        yield return () => Store.CloneAsync(new CloneRequest { Source = Find("a").Head, NewDataset = Named("clone") }, By);
        yield return () => Store.CloneAsync(
            new CloneRequest { Source = Find("a").Head, NewDataset = Named("moved"), TargetDirectory = "/t", Masks = [0] }, By);
        yield return () => AddAsync(Find("clone"), 200, 5);
        yield return () => Store.CloneAsync(new CloneRequest { Source = Find("clone").Head, Target = Find("b").Ordinal }, By);
        yield return () => Store.MergeAsync(
            new MergeRequest { Sides = [Find("a").Head, Find("clone").Head, Find("b").Head], NewDataset = Named("merged") }, By);
        yield return () => Find("a").TakeSnapshotAsync("s", Find("a").Head.Commit.Id.Sequence, By);
        yield return () => Store.MergeAsync(new MergeRequest { Sides = [Find("a").Head, Find("clone").Head] }, By);
        yield return () => Find("a").RollBackAsync(2, By);
        yield return () => Store.DeleteDatasetAsync(Find("clone").Ordinal);
    }

    /// <summary>Everything that can be seen: datasets, heads, contents, snapshots.</summary>
    public string See() => string.Join('\n', Store.Datasets.Select(d =>
        $"{d.Ordinal} {d.Info.Name} {d.Head.Commit.Id} {d.Head.State.Items.Cardinality} {d.Head.State.Annotations.Cardinality} "
        + $"{d.Head.ComputeDigest()} [{string.Join(' ', d.ReadSnapshots().Select(s => s.Name))}] "
        + string.Join(' ', d.ReadLog(long.MaxValue, 100).Select(c => c.Id.Sequence))));

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(directory, recursive: true);
    }

    private static DatasetInfo Named(string name) => new("p", name, "{}"u8.ToArray());
}
