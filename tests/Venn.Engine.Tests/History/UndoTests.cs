using Venn.Bitmaps;
using Venn.Engine.Query;
using Venn.Engine.Versions.Merging;
using Venn.Storage.Catalog;

namespace Venn.Engine.Tests.History;

public sealed class UndoTests : HistoryFixture
{
    [Fact]
    public async Task RevertAsync_CommitInTheMiddle_UndoesItAloneAndKeepsWhatCameAfter()
    {
        var dataset = await CreateAsync("d");
        await AddAsync(dataset, "/a", """{"k":1}""");
        await AddAsync(dataset, "/b", """{"k":1}""");
        await EditAsync(dataset, "/a", """{"k":2}""");
        var wrong = dataset.Head.Commit.Id.Sequence;
        await EditAsync(dataset, "/b", """{"k":5}""");

        await Store.Undo.RevertAsync(dataset, wrong, MergePolicy.Fail, By("owner", "revert"));

        Assert.Equal("""{"k":1}""", BodyAt(dataset.Head, "/a"));
        Assert.Equal("""{"k":5}""", BodyAt(dataset.Head, "/b"));
    }

    [Fact]
    public async Task RevertAsync_EditedSince_IsAConflict()
    {
        var dataset = await CreateAsync("d");
        await AddAsync(dataset, "/a", """{"k":1}""");
        await EditAsync(dataset, "/a", """{"k":2}""");
        var wrong = dataset.Head.Commit.Id.Sequence;
        await EditAsync(dataset, "/a", """{"k":3}""");

        await Assert.ThrowsAsync<MergeConflictException>(
            () => Store.Undo.RevertAsync(dataset, wrong, MergePolicy.Fail, By("owner", "revert")));
        await Store.Undo.RevertAsync(dataset, wrong, MergePolicy.Theirs, By("owner", "revert"));
        Assert.Equal("""{"k":1}""", BodyAt(dataset.Head, "/a"));
    }

    [Fact]
    public async Task RevertAsync_Deletion_BringsItemAndAnnotationsBack()
    {
        var dataset = await CreateAsync("d");
        await AddAsync(dataset, "/a", "{}");
        await AnnotateAsync(dataset, "/a", """{"label":"x"}""");
        await RemoveAsync(dataset, "/a");

        await Store.Undo.RevertAsync(dataset, dataset.Head.Commit.Id.Sequence, MergePolicy.Fail, By("owner", "revert"));

        Assert.Equal(["""{"label":"x"}"""], AnnotationsAt(dataset.Head, "/a"));
    }

    [Fact]
    public async Task CherryPickAsync_CommitOfAClone_DoesTheSameInTheSource()
    {
        var golden = await CreateAsync("golden");
        await AddAsync(golden, "/a", """{"k":1}""");
        await AddAsync(golden, "/b", """{"k":1}""");
        var clone = await CloneAsync(golden, "clone");
        await EditAsync(clone, "/a", """{"k":2}""");
        var picked = clone.Head;
        await EditAsync(clone, "/b", """{"k":2}""");

        await Store.Undo.CherryPickAsync(golden, picked, MergePolicy.Fail, By("owner", "cherry-pick"));

        Assert.Equal("""{"k":2}""", BodyAt(golden.Head, "/a"));
        Assert.Equal("""{"k":1}""", BodyAt(golden.Head, "/b"));
    }

    [Fact]
    public async Task RestoreItemsAsync_EditedAndItsPathTaken_ComesBackRenamedWithItsAnnotations()
    {
        var dataset = await CreateAsync("d");
        await AddAsync(dataset, "/a.jpg", """{"k":1}""");
        await AnnotateAsync(dataset, "/a.jpg", """{"label":"x"}""");
        var then = dataset.Head;
        await RemoveAsync(dataset, "/a.jpg");
        await AddAsync(dataset, "/a.jpg", """{"k":9}""");

        var items = then.Select(Relation.Items, Filter.All);
        var report = await Store.Undo.RestoreItemsAsync(dataset, then, items, By("owner", "restore"));

        Assert.Equal("/a (1).jpg", Assert.Single(report.Renamed).NewPath);
        Assert.Equal("""{"k":9}""", BodyAt(dataset.Head, "/a.jpg"));
        Assert.Equal("""{"k":1}""", BodyAt(dataset.Head, "/a (1).jpg"));
        Assert.Equal(["""{"label":"x"}"""], AnnotationsAt(dataset.Head, "/a (1).jpg"));
    }

    [Fact]
    public async Task RestoreItemsAsync_AnnotatedDirectoryWhosePathAnotherHas_LeavesNoAnnotationWithoutAnItem()
    {
        var dataset = await CreateAsync("d");
        await AddDirectoryAsync(dataset, "/a");
        await AnnotateAsync(dataset, "/a", """{"label":"x"}""");
        var then = dataset.Head;
        await RemoveAsync(dataset, "/a");
        await AddDirectoryAsync(dataset, "/a");

        await Store.Undo.RestoreItemsAsync(dataset, then, then.State.Items, By("owner", "restore"));

        Assert.Equal(1, dataset.Head.State.Items.Cardinality);
        Assert.True(dataset.Head.State.Annotations.IsEmpty);
    }

    [Fact]
    public async Task RestoreItemsAsync_NumbersOfAnotherVersion_AreRefused()
    {
        var dataset = await CreateAsync("d");
        await AddAsync(dataset, "/a", "{}");
        await Assert.ThrowsAsync<InvalidRequestException>(() => Store.Undo.RestoreItemsAsync(
            dataset, dataset.Head, RoaringBitmap.Of(77), By("owner", "restore")));
    }

    [Fact]
    public async Task RestoreAsync_DeletedDataset_IsThereWithItsHistory()
    {
        var dataset = await CreateAsync("d");
        await AddAsync(dataset, "/a", "{}");
        Assert.True(await Store.DeleteDatasetAsync(dataset.Ordinal));
        Assert.Null(Store.Find("p", "d"));
        await Assert.ThrowsAsync<DatasetDeletedException>(() => AddAsync(dataset, "/b", "{}"));

        await Store.FindAny(dataset.Ordinal)!.RestoreAsync();

        Assert.NotNull(BodyAt(Store.Find("p", "d")!.Head, "/a"));
    }
}
