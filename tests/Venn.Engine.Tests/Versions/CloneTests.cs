using Venn.Engine.Query;
using Venn.Engine.Versions.Copying;
using static Venn.Engine.Tests.Versions.VersionFixture;

namespace Venn.Engine.Tests.Versions;

public sealed class CloneTests
{
    [Fact]
    public async Task Clone_IntoItself_CopiesEveryItemBesideItselfWithItsAnnotations()
    {
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("a", "/x.jpg", "/y");
        await f.AnnotateAsync(a, "/x.jpg", "cat");
        var result = await f.Store.CloneAsync(new CloneRequest { Source = a.Head, Target = a.Ordinal }, By);
        Assert.Equal(["/x (1).jpg", "/x.jpg", "/y", "/y (1)"], Paths(a));
        Assert.Equal(["cat"], Labels(a, "/x (1).jpg"));
        Assert.Equal(a.Head.FindItem("/x.jpg")!.Lineage, a.Head.FindItem("/x (1).jpg")!.Source);
        Assert.Equal((2, 1, 2), (result.ItemsCount, result.AnnotationsCount, result.Renamed.Count));
    }

    [Fact]
    public async Task Clone_IntoOneThatHasThem_PassesOver()
    {
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("a", "/x", "/y");
        var b = await f.CloneAsync(a, "b");
        await RemoveAsync(b, "/y");
        var result = await f.Store.CloneAsync(new CloneRequest { Source = a.Head, Target = b.Ordinal }, By);
        Assert.Equal((1, 1), (result.ItemsCount, result.SkippedCount));
        Assert.Equal(["/x", "/y"], Paths(b));
    }

    [Fact]
    public async Task Clone_OfAPastVersion_IsAsItWas()
    {
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("a", "/x", "/y");
        var past = a.Head;
        await RemoveAsync(a, "/x", "/y");
        Assert.Equal(["/x", "/y"], Paths(await f.CloneAsync(a, "b", r => r with { Source = past })));
    }

    [Fact]
    public async Task Clone_OfADatasetDeletedSince_IsRefusedAndItsClonesStay()
    {
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("a", "/x");
        var b = await f.CloneAsync(a, "b");
        await f.Store.DeleteDatasetAsync(a.Ordinal);
        await Assert.ThrowsAsync<DatasetDeletedException>(() => f.CloneAsync(a, "c"));
        await f.ReopenAsync();
        Assert.Equal(["/x"], Paths(f.Store.Find("p", "b")!));
        Assert.Null(f.Store.Find("p", "a"));
    }

    [Fact]
    public async Task Clone_ANameThatIsTaken_IsRefused()
    {
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("a", "/x");
        await Assert.ThrowsAsync<DatasetNameTakenException>(() => f.CloneAsync(a, "a"));
        await f.Store.DeleteDatasetAsync((await f.CloneAsync(a, "b")).Ordinal);
        Assert.Equal(["/x"], Paths(await f.CloneAsync(a, "b")));
    }

    [Fact]
    public async Task Clone_ByFilter_TakesTheDirectoriesAbove()
    {
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("a");
        await WriteAsync(a, w =>
        {
            foreach (var directory in new[] { "/", "/a", "/a/b", "/c" })
            {
                f.Add(w, directory, isDirectory: true);
            }

            f.Add(w, "/a/b/x");
        });
        var b = await f.CloneAsync(a, "b", r => r with { Filter = new Filter.Glob(FieldPath.Path, "*/x") });
        Assert.Equal(["/", "/a", "/a/b", "/a/b/x"], Paths(b));
    }

    [Fact]
    public async Task Clone_ADirectoryThatIsThereAlready_BringsNoAnnotationWithoutItsItem()
    {
        await using var f = await OpenAsync();
        var (a, b) = (await f.CreateAsync("a"), await f.CreateAsync("b"));
        await WriteAsync(a, w =>
        {
            f.Add(w, "/d", isDirectory: true);
            f.Annotate(w, "/d", "cat");
        });
        await WriteAsync(b, w => f.Add(w, "/d", isDirectory: true));
        await f.Store.CloneAsync(new CloneRequest { Source = a.Head, Target = b.Ordinal }, By);
        Assert.Equal(["/d"], Paths(b));
        Assert.True(b.Head.State.Annotations.IsEmpty);
    }

    [Fact]
    public async Task Clone_AllSwitches_ShowWhatWasAskedFor()
    {
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("a");
        await WriteAsync(a, w => f.Add(
            w, "/x", body: """{"description":"d","metadata":{"system":{"mimetype":"m","refs":["t"]},"user":{"a":1}}}"""));
        await f.AnnotateAsync(a, "/x", "cat");
        for (var bits = 0; bits < 8; bits++)
        {
            var (annotations, metadata, status) = ((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
            var clone = await f.CloneAsync(a, $"clone{bits}", r => r with
            {
                WithAnnotations = annotations, Masks = [.. metadata ? [] : new[] { 0 }, .. status ? [] : new[] { 1 }],
            });
            await f.ReopenAsync();
            clone = f.Store.Find("p", $"clone{bits}")!;
            a = f.Store.Find("p", "a")!;
            var body = Json(clone.Head.FindItem("/x")!);
            Assert.Equal(annotations, Labels(clone, "/x").Length == 1);
            Assert.Equal(metadata, body.ContainsKey("description") && body["metadata"]!["user"] is not null);
            Assert.Equal(status, body["metadata"]!["system"]!["refs"] is not null);
            Assert.Equal("m", (string)body["metadata"]!["system"]!["mimetype"]!);
        }
    }

    [Fact]
    public async Task RollBack_LosesNothing()
    {
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("a", "/x");
        var snapshot = await a.TakeSnapshotAsync("before", a.Head.Commit.Id.Sequence, By);
        var digest = a.Head.ComputeDigest();
        await RemoveAsync(a, "/x");
        await WriteAsync(a, w => f.Add(w, "/y"));
        var risky = a.Head.Commit.Id.Sequence;
        await a.RollBackAsync(snapshot.Commit.Sequence, By);
        Assert.Equal(digest, a.Head.ComputeDigest());
        Assert.Equal(risky + 1, a.Head.Commit.Id.Sequence);
        await f.ReopenAsync();
        a = f.Store.Find("p", "a")!;
        Assert.Equal(["/y"], Paths(a.FindVersion(risky)!));
        Assert.Equal(digest, a.Head.ComputeDigest());
    }

    [Fact]
    public async Task Snapshot_ANameThatIsTaken_OrACommitThatIsNotThere_IsRefused()
    {
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("a", "/x");
        await a.TakeSnapshotAsync("v1", 1, By);
        await Assert.ThrowsAsync<SnapshotNameTakenException>(() => a.TakeSnapshotAsync("v1", 2, By));
        await Assert.ThrowsAsync<InvalidRequestException>(() => a.TakeSnapshotAsync("v2", 3, By));
        await Assert.ThrowsAsync<InvalidRequestException>(() => a.RollBackAsync(3, By));
        Assert.Equal("v1", Assert.Single(a.ReadSnapshots()).Name);
        await (await f.CreateAsync("b")).TakeSnapshotAsync("v1", 1, By);
    }
}
