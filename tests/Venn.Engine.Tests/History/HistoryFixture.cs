using System.Text;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Copying;
using Venn.Storage.Catalog;

namespace Venn.Engine.Tests.History;

/// <summary>A store in a temporary directory, and short words to write and read it by path.</summary>
public abstract class HistoryFixture : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("venn-history").FullName;

    protected VersionStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Store = await VersionStore.OpenAsync(new VersionStoreOptions
    {
        DataDirectory = directory,
        StampPaths = [FieldPath.Parse("updatedAt")],
    });

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static CommitInfo By(string author, string operation = "update") => new(author, operation);

    protected Task<Dataset> CreateAsync(string name) =>
        Store.CreateDatasetAsync(new DatasetInfo("p", name, default), By("owner", "create"));

    protected async Task<Dataset> CloneAsync(Dataset source, string name, Filter? filter = null) => (await Store.CloneAsync(
        new CloneRequest { Source = source.Head, Filter = filter, NewDataset = new DatasetInfo("p", name, default) },
        By("cloner", "clone"))).Dataset;

    protected static Task<Lineage> AddAsync(Dataset dataset, string path, string body, string author = "owner") =>
        dataset.WriteAsync(By(author, "upload"), w => w.AddItem(new Revision
        {
            Lineage = w.NewIdentity().Lineage, Path = path, Body = Encoding.UTF8.GetBytes(body),
        }).Lineage);

    protected static Task<Lineage> AddDirectoryAsync(Dataset dataset, string path) =>
        dataset.WriteAsync(By("owner", "upload"), w => w.AddItem(new Revision
        {
            Lineage = w.NewIdentity().Lineage, Path = path, IsDirectory = true, Body = "{}"u8.ToArray(),
        }).Lineage);

    protected static Task<Lineage> AnnotateAsync(Dataset dataset, string path, string body, string author = "owner") =>
        dataset.WriteAsync(By(author, "annotate"), w => w.AddAnnotation(new Revision
        {
            Lineage = w.NewIdentity().Lineage, Item = w.FindItem(path)!.Lineage, Body = Encoding.UTF8.GetBytes(body),
        }).Lineage);

    protected static Task EditAsync(Dataset dataset, string path, string body, string author = "owner") =>
        dataset.WriteAsync(
            By(author), w => w.UpdateItem(w.FindItem(path)! with { Body = Encoding.UTF8.GetBytes(body) }));

    protected static Task RemoveAsync(Dataset dataset, string path) => dataset.WriteAsync(By("owner", "delete"), w =>
    {
        w.RemoveItems(w.Select(
            Relation.Items, new Filter.Compare(FieldPath.Path, Comparison.Equal, FieldValue.Of(path))));
        return 0;
    });

    protected static string? BodyAt(DatasetVersion version, string path) =>
        version.FindItem(path) is { } item ? Encoding.UTF8.GetString(item.Body.Span) : null;

    protected static string[] AnnotationsAt(DatasetVersion version, string path) =>
        [.. version.ReadAnnotations(version.FindItem(path)!.Lineage).Select(a => Encoding.UTF8.GetString(a.Body.Span))];
}
