using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Copying;
using Venn.Storage.Catalog;

namespace Venn.Engine.Tests;

/// <summary>The example of docs/embedded.md, as it stands there.</summary>
public sealed class EmbeddedExample : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("venn-embedded").FullName;

    [Fact]
    public async Task Example_OpenCloneEditDiff_FindsTheRemovedItem()
    {
        byte[] bytes = [1, 2, 3];

        await using var store = await VersionStore.OpenAsync(new VersionStoreOptions { DataDirectory = directory });
        var golden = await store.CreateDatasetAsync(new DatasetInfo("demo", "golden", default), new CommitInfo("me", "create"));
        var picture = await store.Blobs.PutAsync(new MemoryStream(bytes), null, CancellationToken.None);
        await golden.WriteAsync(new CommitInfo("me", "upload"), writer => writer.AddItem(new Revision
        {
            Lineage = writer.NewIdentity().Lineage, Path = "/cam1/a.jpg", Content = picture.Hash, SizeBytes = picture.SizeBytes,
            Body = """{"metadata":{"user":{"weather":"rain"}}}"""u8.ToArray(),
        }));
        var clone = (await store.CloneAsync(
            new CloneRequest { Source = golden.Head, NewDataset = new DatasetInfo("demo", "experiment", default) },
            new CommitInfo("me", "clone"))).Dataset;
        var rain = new Filter.Compare(FieldPath.Parse("metadata.user.weather"), Comparison.Equal, FieldValue.Of("rain"));
        await clone.WriteAsync(new CommitInfo("me", "delete"), writer =>
        {
            writer.RemoveItems(writer.Select(Relation.Items, rain));
            return 0;
        });

        Assert.Single(store.Diff(golden.Head, clone.Head).Items.Removed);
        Assert.NotNull(golden.Head.FindItem("/cam1/a.jpg"));
        Assert.Null(clone.Head.FindItem("/cam1/a.jpg"));
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
