using Venn.Bitmaps;
using Venn.Engine;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Copying;
using Venn.Engine.Versions.Writing;
using Venn.Server.Hosting;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;

namespace Venn.Benchmarks.Query;

/// <summary>Fills a store with the rows, and makes the versions that questions are asked at.</summary>
internal static class QueryStore
{
    public const int CommitsBack = 1000;
    private const int BatchItems = 1000;
    private const int EditedShare = 100;
    private const string Author = "bench@example.org";

    /// <summary>As the server opens it.</summary>
    public static Task<VersionStore> OpenAsync(string directory) => VersionStore.OpenAsync(new VersionStoreOptions
    {
        DataDirectory = directory,
        Masks = Masks.Definitions,
        OpaquePaths = Masks.OpaquePaths,
        StampPaths = Masks.StampPaths,
        ReferencePaths = Masks.ReferencePaths,
        Derived = [BoxSize.Fields],
    });

    public static async Task LoadAsync(VersionStore store, Dataset dataset, int items)
    {
        using var bodies = new QueryBodies();
        var running = new Queue<Task<int>>();
        for (var first = 0; first < items; first += BatchItems)
        {
            var (from, to) = (first, Math.Min(items, first + BatchItems));
            running.Enqueue(dataset.WriteAsync(new CommitInfo(Author, "upload"), writer => Add(writer, bodies, from, to)));
            if (running.Count >= 4)
            {
                await running.Dequeue();
            }
        }

        await Task.WhenAll(running);
        await store.DrainSealingAsync();
    }

    /// <summary>A clone, and one commit in it that edits every hundredth item and one annotation of each of those.</summary>
    public static async Task<Dataset> CloneAndEditAsync(VersionStore store, Dataset source)
    {
        var clone = await CloneAsync(store, source);
        await clone.WriteAsync(new CommitInfo(Author, "update"), writer =>
        {
            using var bodies = new QueryBodies();
            var state = writer.Base.State;
            for (long i = 0; i < state.Items.Cardinality; i += EditedShare)
            {
                var item = writer.Read(Relation.Items, RoaringBitmap.Of(state.Items.Select(i))).First();
                writer.UpdateItem(item with { Body = bodies.Of(QueryData.Item((int)i)) });
                var annotation = writer.ReadAnnotations(item.Lineage)[0];
                writer.UpdateAnnotation(annotation with { Body = bodies.Of(QueryData.Annotations((int)i).First()) });
            }

            return 0;
        });
        return clone;
    }

    /// <summary>A clone with so many commits, each of one annotation, on top.</summary>
    public static async Task<Dataset> CloneAndCommitAsync(VersionStore store, Dataset source, int count)
    {
        var dataset = await CloneAsync(store, source);
        using var bodies = new QueryBodies();
        var item = dataset.Head.Read(Relation.Items, [new RevisionNumber((long)dataset.Head.State.Items.Select(0))])[0];
        for (var i = 0; i < count; i++)
        {
            var row = QueryData.Annotations(i % QueryData.AnnotationsPerItem).First();
            await dataset.WriteAsync(new CommitInfo(Author, "annotate"), writer =>
                writer.AddAnnotation(new Revision { Lineage = writer.NewIdentity().Lineage, Item = item.Lineage, Body = bodies.Of(row) }));
        }

        return dataset;
    }

    private static async Task<Dataset> CloneAsync(VersionStore store, Dataset source) => (await store.CloneAsync(
        new CloneRequest
        {
            Source = source.Head, NewDataset = new DatasetInfo(source.Info.Scope, $"clone-{Guid.NewGuid():N}", source.Info.Body),
        },
        new CommitInfo(Author, "clone"))).Dataset;

    private static int Add(DatasetWriter writer, QueryBodies bodies, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var row = QueryData.Item(i);
            var item = writer.AddItem(new Revision
            {
                Lineage = writer.NewIdentity().Lineage, Path = row.Path, Content = ContentHash.FromBytes(row.Content),
                SizeBytes = row.SizeBytes, Body = bodies.Of(row),
            });
            foreach (var annotation in QueryData.Annotations(i))
            {
                writer.AddAnnotation(new Revision
                {
                    Lineage = writer.NewIdentity().Lineage, Item = item.Lineage, Body = bodies.Of(annotation),
                });
            }
        }

        return to - from;
    }
}
