using Venn.Benchmarks.Foundation;
using Venn.Engine;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Copying;
using Venn.Storage.Catalog;

namespace Venn.Benchmarks.History;

/// <summary>A store of its own with one dataset of many items, five annotations each, and what a benchmark does with it.</summary>
internal sealed class HistoryStore(string directory, int items) : IAsyncDisposable
{
    public const string Author = "bench@example.org";

    private const int BatchItems = 1000;

    public VersionStore Store { get; private set; } = null!;

    public Dataset Source { get; private set; } = null!;

    public async Task OpenAsync()
    {
        Store = await VersionStore.OpenAsync(new VersionStoreOptions
        {
            DataDirectory = directory,
            OpaquePaths = [FieldPath.Parse("coordinates")],
            StampPaths = [FieldPath.Parse("updatedAt"), FieldPath.Parse("updatedBy"), FieldPath.Parse("createdAt")],
            ReferencePaths = [FieldPath.Parse("metadata.system.parentId")],
        });
        Source = Store.Find("bench", "source")!;
    }

    /// <summary>Loads the items, seals every segment and opens the store anew.</summary>
    public async Task LoadAsync()
    {
        await OpenAsync();
        var workload = new Workload(1);
        var dataset = await Store.CreateDatasetAsync(new DatasetInfo("bench", "source", default), new CommitInfo(Author, "create"));
        var running = new Queue<Task>();
        for (var first = 0; first < items; first += BatchItems)
        {
            var (from, to) = (first, Math.Min(items, first + BatchItems));
            running.Enqueue(dataset.WriteAsync(new CommitInfo(Author, "upload"), writer =>
            {
                for (var i = from; i < to; i++)
                {
                    workload.AddItem(writer, i);
                }

                return 0;
            }));
            if (running.Count >= 4)
            {
                await running.Dequeue();
            }
        }

        await Task.WhenAll(running);
        await Store.DrainSealingAsync();
        await ReopenAsync();
    }

    public async Task ReopenAsync()
    {
        await DisposeAsync();
        await OpenAsync();
    }

    public async Task<Dataset> CloneAsync(string name) => (await Store.CloneAsync(
        new CloneRequest { Source = Source.Head, NewDataset = new DatasetInfo("bench", name, default) },
        new CommitInfo(Author, "clone"))).Dataset;

    /// <summary>
    /// Changes so many things of a dataset in one commit, scattered over all of it: of half of the items touched the metadata, of
    /// the others an annotation.
    /// </summary>
    /// <param name="dataset">A clone.</param>
    /// <param name="seed">Different seeds write different values.</param>
    /// <param name="count">How many.</param>
    /// <param name="shift">From 0 to below 1: with another shift other items are touched.</param>
    public async Task EditAsync(Dataset dataset, int seed, int count, double shift)
    {
        var workload = new Workload(seed);
        await dataset.WriteAsync(new CommitInfo(Author, "update"), writer =>
        {
            var state = writer.Base.State;
            for (var i = 0; i < count; i++)
            {
                var number = new RevisionNumber((long)state.Items.Select((long)((i + shift) * items / count)));
                var item = writer.Base.Read(Relation.Items, [number])[0];
                if (i % 2 == 0)
                {
                    writer.UpdateItem(item with { Body = workload.ItemBody(DateTimeOffset.UnixEpoch) });
                }
                else
                {
                    var annotation = writer.ReadAnnotations(item.Lineage)[0];
                    writer.UpdateAnnotation(annotation with { Body = workload.AnnotationBody(DateTimeOffset.UnixEpoch) });
                }
            }

            return 0;
        });
    }

    /// <summary>Bytes on disk; the store must be closed, for then its log is folded into the catalog.</summary>
    public long SizeBytes() => new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);

    public ValueTask DisposeAsync() => Store?.DisposeAsync() ?? default;
}
