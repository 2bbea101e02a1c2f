using System.Text;
using System.Text.Json.Nodes;
using Venn.Bitmaps;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Copying;
using Venn.Engine.Versions.Merging;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Catalog;
using Venn.TestKit.Generators;
using Venn.TestKit.Simulation;

namespace Venn.Engine.Tests.Versions;

/// <summary>A store over a catalog in memory, and short words for what tests do with it.</summary>
internal sealed class VersionFixture : IAsyncDisposable
{
    public static readonly CommitInfo By = new("a@example.org", "test");

    private readonly string directory = Directory.CreateTempSubdirectory("venn-versions-").FullName;
    private readonly MemoryCatalogDisk disk = new();
    private int stamps;
    private VersionStore? store;

    public string DataDirectory => directory;

    public VersionStore Store => store ?? throw new InvalidOperationException("Not open.");

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public Func<ICatalog, ICatalog> Wrap { get; init; } = catalog => catalog;

    public static async Task<VersionFixture> OpenAsync(Func<ICatalog, ICatalog>? wrap = null, TimeProvider? clock = null)
    {
        var fixture = new VersionFixture { Wrap = wrap ?? (c => c), Clock = clock ?? TimeProvider.System };
        await fixture.ReopenAsync();
        return fixture;
    }

    public async Task ReopenAsync()
    {
        if (store is not null)
        {
            await store.DisposeAsync();
        }

        store = await VersionStore.OpenAsync(new VersionStoreOptions
        {
            DataDirectory = directory,
            Catalog = Wrap(new MemoryCatalog(disk)),
            Masks = BodyGenerator.Masks,
            StampPaths = [FieldPath.Parse(BodyGenerator.Stamp)],
            ReferencePaths = [FieldPath.Parse("parentId")],
            SegmentRowLimit = 64,
            Clock = Clock,
        });
    }

    public static DatasetInfo Named(string name) => new("p", name, "{}"u8.ToArray());

    public Task<Dataset> CreateAsync(string name) => Store.CreateDatasetAsync(Named(name), By);

    public async Task<Dataset> CreateAsync(string name, params string[] paths)
    {
        var dataset = await CreateAsync(name);
        await WriteAsync(dataset, writer =>
        {
            foreach (var path in paths)
            {
                Add(writer, path);
            }
        });
        return dataset;
    }

    public static Task WriteAsync(Dataset dataset, Action<DatasetWriter> edit) => dataset.WriteAsync(By, writer =>
    {
        edit(writer);
        return 0;
    });

    public Revision Add(DatasetWriter writer, string path, bool isDirectory = false, string body = """{"metadata":{"user":{"a":0,"b":0}}}""") =>
        writer.AddItem(new Revision
        {
            Lineage = writer.NewIdentity().Lineage, Path = path, IsDirectory = isDirectory, Body = Stamped(body),
        });

    public Revision Annotate(DatasetWriter writer, string path, string label) => writer.AddAnnotation(new Revision
    {
        Lineage = writer.NewIdentity().Lineage, Item = writer.FindItem(path)!.Lineage, Body = Stamped($$"""{"label":"{{label}}"}"""),
    });

    public Task AnnotateAsync(Dataset dataset, string path, string label) =>
        WriteAsync(dataset, writer => Annotate(writer, path, label));

    /// <summary>Changes the label of the item's only annotation.</summary>
    public Task RelabelAsync(Dataset dataset, string path, string label) => WriteAsync(dataset, writer =>
    {
        var annotation = writer.ReadAnnotations(writer.FindItem(path)!.Lineage).Single();
        writer.UpdateAnnotation(annotation with { Body = Stamped($$"""{"label":"{{label}}"}""") });
    });

    public static Task UnlabelAsync(Dataset dataset, string path) => WriteAsync(dataset, writer => writer.RemoveAnnotations(
        SetOf(writer.ReadAnnotations(writer.FindItem(path)!.Lineage))));

    /// <summary>Sets a key of the user's metadata.</summary>
    public Task SetAsync(Dataset dataset, string path, string key, JsonNode? value) => WriteAsync(dataset, writer =>
    {
        var item = writer.FindItem(path)!;
        var body = (JsonObject)JsonNode.Parse(item.Body.Span)!;
        var metadata = (JsonObject)(body["metadata"] ??= new JsonObject());
        var user = (JsonObject)(metadata["user"] ??= new JsonObject());
        user[key] = value;
        writer.UpdateItem(item with { Body = Stamped(body.ToJsonString()) });
    });

    public static Task MoveAsync(Dataset dataset, string from, string to) =>
        WriteAsync(dataset, writer => writer.UpdateItem(writer.FindItem(from)! with { Path = to }));

    public static Task RemoveAsync(Dataset dataset, params string[] paths) => WriteAsync(dataset, writer =>
        writer.RemoveItems(SetOf(paths.Select(p => writer.FindItem(p)!))));

    public async Task<Dataset> CloneAsync(Dataset source, string name, Func<CloneRequest, CloneRequest>? with = null)
    {
        var request = new CloneRequest { Source = source.Head, NewDataset = Named(name) };
        return (await Store.CloneAsync(with is null ? request : with(request), By)).Dataset;
    }

    public Task<MergeResult> MergeAsync(MergePolicy policy, params Dataset[] sides) => MergeAsync(policy, r => r, sides);

    public Task<MergeResult> MergeAsync(MergePolicy policy, Func<MergeRequest, MergeRequest> with, params Dataset[] sides) =>
        Store.MergeAsync(
            with(new MergeRequest
            {
                Sides = [.. sides.Select(d => d.Head)], Policy = policy, NewDataset = Named("merged " + Guid.NewGuid().ToString("n")),
            }),
            By);

    /// <summary>Into the first side's dataset.</summary>
    public Task<MergeResult> MergeIntoAsync(MergePolicy policy, Dataset into, Dataset from) =>
        Store.MergeAsync(new MergeRequest { Sides = [into.Head, from.Head], Policy = policy }, By);

    public static string[] Paths(Dataset dataset) => Paths(dataset.Head);

    public static string[] Paths(DatasetVersion version) =>
        [.. version.Read(Relation.Items, version.State.Items).Select(i => i.Path).Order(StringComparer.Ordinal)];

    public static string[] Labels(Dataset dataset, string path) => dataset.Head.FindItem(path) is not { } item ? [] :
    [
        .. dataset.Head.ReadAnnotations(item.Lineage).Select(a => (string)Json(a)["label"]!).Order(StringComparer.Ordinal),
    ];

    public static JsonNode? Get(Dataset dataset, string path, string key) =>
        Json(dataset.Head.FindItem(path)!)["metadata"]?["user"]?[key];

    public static JsonObject Json(Revision revision) => (JsonObject)JsonNode.Parse(revision.Body.Span)!;

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private static RoaringBitmap SetOf(IEnumerable<Revision> revisions) =>
        RoaringBitmap.FromSorted([.. revisions.Select(r => (ulong)r.Number.Value).Order()]);

    private byte[] Stamped(string body)
    {
        var json = (JsonObject)JsonNode.Parse(body)!;
        json[BodyGenerator.Stamp] = $"t{++stamps:d6}";
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
