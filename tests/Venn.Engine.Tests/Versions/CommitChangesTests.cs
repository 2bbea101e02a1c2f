using Venn.Engine.Query;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Copying;
using static Venn.Engine.Tests.Versions.VersionFixture;

namespace Venn.Engine.Tests.Versions;

/// <summary>What the log says of how many things a commit changed.</summary>
public sealed class CommitChangesTests
{
    private static RelationChanges None => default;

    [Fact]
    public async Task Changes_OfEdits_CountWhatWasAddedRemovedAndChangedButNoDirectories()
    {
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("a", "/0", "/1");
        Assert.Equal(new CommitChanges(new(2, 0, 0), None), a.Head.Commit.Changes);

        await WriteAsync(a, w => f.Add(w, "/d", isDirectory: true));
        Assert.Equal(new CommitChanges(None, None), a.Head.Commit.Changes);

        await f.AnnotateAsync(a, "/0", "cat");
        Assert.Equal(new CommitChanges(None, new(1, 0, 0)), a.Head.Commit.Changes);

        await f.RelabelAsync(a, "/0", "dog");
        Assert.Equal(new CommitChanges(None, new(0, 0, 1)), a.Head.Commit.Changes);

        await f.SetAsync(a, "/1", "a", 7);
        await RemoveAsync(a, "/0");
        Assert.Equal(new CommitChanges(new(0, 1, 0), new(0, 1, 0)), a.Head.Commit.Changes);
        Assert.Equal(new CommitChanges(new(0, 0, 1), None), a.FindVersion(a.Head.Commit.Id.Sequence - 1)!.Commit.Changes);

        await a.RollBackAsync(5, By);
        Assert.Equal(new CommitChanges(new(1, 0, 1), new(1, 0, 0)), a.Head.Commit.Changes);
        await f.ReopenAsync();
        Assert.Equal(new CommitChanges(new(1, 0, 1), new(1, 0, 0)), f.Store.Find("p", "a")!.Head.Commit.Changes);
    }

    [Fact]
    public async Task Changes_OfMoreThanAreLookedUp_AreCountedAlike()
    {
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("a", [.. Enumerable.Range(0, 300).Select(i => $"/{i}")]);
        await WriteAsync(a, w =>
        {
            f.Add(w, "/d", isDirectory: true);
            for (var i = 0; i < 200; i++)
            {
                w.UpdateItem(w.FindItem($"/{i}")! with { Path = $"/d/{i}" });
            }
        });
        Assert.Equal(new CommitChanges(new(300, 0, 0), None), a.FindVersion(2)!.Commit.Changes);
        Assert.Equal(new CommitChanges(new(0, 0, 200), None), a.Head.Commit.Changes);
    }

    [Fact]
    public async Task Changes_OfAClone_AreAgainstItsSource()
    {
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("a", "/0", "/1", "/2");
        await f.AnnotateAsync(a, "/0", "cat");
        await f.AnnotateAsync(a, "/1", "cat");
        var whole = await f.Store.CloneAsync(new CloneRequest { Source = a.Head, NewDataset = Named("whole") }, By);
        var bare = await f.Store.CloneAsync(
            new CloneRequest { Source = a.Head, NewDataset = Named("bare"), WithAnnotations = false }, By);
        var part = await f.Store.CloneAsync(
            new CloneRequest
            {
                Source = a.Head,
                NewDataset = Named("part"),
                Filter = new Filter.Compare(FieldPath.Path, Comparison.Equal, FieldValue.Of("/0")),
            },
            By);
        Assert.Equal(new CommitChanges(None, None), whole.Dataset.Head.Commit.Changes);
        Assert.Equal(new CommitChanges(None, new(0, 2, 0)), bare.Dataset.Head.Commit.Changes);
        Assert.Equal(new CommitChanges(new(0, 2, 0), new(0, 1, 0)), part.Dataset.Head.Commit.Changes);
    }
}
