using System.Text;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Merging;
using Venn.Storage.Blobs;

namespace Venn.Engine.Tests.Versions;

/// <summary>Merging datasets that have no common past, matched on request.</summary>
public class MergeMatchTests
{
    private static readonly MergePolicy[] ThreeWay = [MergePolicy.Fail, MergePolicy.Ours, MergePolicy.Theirs, MergePolicy.Latest, MergePolicy.Union];

    [Theory]
    [InlineData(MergeMatch.None, "/a.jpg /b.jpg /c.jpg renamed")]
    [InlineData(MergeMatch.Path, "/a.jpg /b.jpg /c.jpg")]
    [InlineData(MergeMatch.Content, "/a.jpg /b.jpg renamed")]
    public async Task MergeAsync_UnrelatedSides_AreMatchedAsAsked(MergeMatch match, string expected)
    {
        await using var fixture = await VersionFixture.OpenAsync();
        var left = await CreateAsync(fixture, "left", ("/a.jpg", 1), ("/b.jpg", 2));
        var right = await CreateAsync(fixture, "right", ("/a.jpg", 3), ("/c.jpg", 2));

        var result = await fixture.MergeAsync(MergePolicy.Union, r => r with { Match = match }, left, right);

        var paths = VersionFixture.Paths(result.Dataset).Select(p => p is "/a.jpg" or "/b.jpg" or "/c.jpg" ? p : "renamed");
        Assert.Equal(expected, string.Join(' ', paths.Order(StringComparer.Ordinal)));
        Assert.Equal(match == MergeMatch.None ? 0 : 1, result.Report.Matched.Count);
    }

    [Fact]
    public async Task MergeAsync_MatchedItems_AreMergedKeyByKeyWithTheAnnotationsOfBoth()
    {
        foreach (var policy in ThreeWay)
        {
            await using var fixture = await VersionFixture.OpenAsync();
            var left = await CreateAsync(fixture, "left", ("/a.jpg", 1));
            var right = await CreateAsync(fixture, "right", ("/x/b.jpg", 1));
            await fixture.SetAsync(left, "/a.jpg", "left", 1);
            await fixture.SetAsync(right, "/x/b.jpg", "right", 2);
            await fixture.AnnotateAsync(left, "/a.jpg", "cat");
            await fixture.AnnotateAsync(left, "/a.jpg", "both");
            await fixture.AnnotateAsync(right, "/x/b.jpg", "dog");
            await fixture.AnnotateAsync(right, "/x/b.jpg", "both");

            var merged = (await fixture.MergeAsync(policy, r => r with { Match = MergeMatch.Content }, left, right)).Dataset;

            Assert.Equal(["/a.jpg"], VersionFixture.Paths(merged));
            Assert.Equal(1, (int)VersionFixture.Get(merged, "/a.jpg", "left")!);
            Assert.Equal(2, (int)VersionFixture.Get(merged, "/a.jpg", "right")!);
            Assert.Equal(["both", "cat", "dog"], VersionFixture.Labels(merged, "/a.jpg"));
        }
    }

    [Theory]
    [InlineData(MergePolicy.Ours, 1)]
    [InlineData(MergePolicy.Union, 1)]
    [InlineData(MergePolicy.Theirs, 2)]
    [InlineData(MergePolicy.Latest, 2)]
    public async Task MergeAsync_MatchedItemsWithOneKeySetDifferently_IsAConflict(MergePolicy policy, int expected)
    {
        await using var fixture = await VersionFixture.OpenAsync();
        var left = await CreateAsync(fixture, "left", ("/a.jpg", 1));
        var right = await CreateAsync(fixture, "right", ("/a.jpg", 1));
        await fixture.SetAsync(left, "/a.jpg", "k", 1);
        await fixture.SetAsync(right, "/a.jpg", "k", 2);

        var result = await fixture.MergeAsync(policy, r => r with { Match = MergeMatch.Path }, left, right);
        var refused = await Assert.ThrowsAsync<MergeConflictException>(
            () => fixture.MergeAsync(MergePolicy.Fail, r => r with { Match = MergeMatch.Path }, left, right));

        Assert.Equal(expected, (int)VersionFixture.Get(result.Dataset, "/a.jpg", "k")!);
        Assert.Equal(["metadata.user.k"], Assert.Single(refused.Conflicts).Fields);
    }

    [Fact]
    public async Task MergeAsync_TheSameMatchedMergeAgain_ChangesNothing()
    {
        foreach (var (policy, match) in ThreeWay.SelectMany(p => new[] { (p, MergeMatch.Path), (p, MergeMatch.Content) }))
        {
            await using var fixture = await VersionFixture.OpenAsync();
            var left = await CreateAsync(fixture, "left", ("/a.jpg", 1), ("/b.jpg", 2));
            var right = await CreateAsync(fixture, "right", ("/a.jpg", 1), ("/c.jpg", 3));
            await fixture.AnnotateAsync(right, "/a.jpg", "dog");
            await IntoAsync(fixture, policy, match, left, right);
            var (sequence, digest) = (left.Head.Commit.Id.Sequence, left.Head.ComputeDigest());

            await IntoAsync(fixture, policy, match, left, right);

            Assert.Equal(sequence, left.Head.Commit.Id.Sequence);
            Assert.Equal(digest, left.Head.ComputeDigest());
            Assert.Equal(["dog"], VersionFixture.Labels(left, "/a.jpg"));
        }
    }

    [Fact]
    public async Task MergeAsync_EditsSinceAMatchedMerge_AreThreeWay()
    {
        await using var fixture = await VersionFixture.OpenAsync();
        var left = await CreateAsync(fixture, "left", ("/a.jpg", 1));
        var right = await CreateAsync(fixture, "right", ("/a.jpg", 1));
        await fixture.AnnotateAsync(right, "/a.jpg", "dog");
        await fixture.SetAsync(right, "/a.jpg", "k", 1);
        await IntoAsync(fixture, MergePolicy.Fail, MergeMatch.Path, left, right);

        await fixture.SetAsync(left, "/a.jpg", "mine", 1);
        await fixture.SetAsync(right, "/a.jpg", "k", 2);
        await fixture.RelabelAsync(right, "/a.jpg", "wolf");
        var report = (await IntoAsync(fixture, MergePolicy.Fail, MergeMatch.Path, left, right)).Report;

        Assert.Empty(report.Conflicts);
        Assert.Equal(["wolf"], VersionFixture.Labels(left, "/a.jpg"));
        Assert.Equal(2, (int)VersionFixture.Get(left, "/a.jpg", "k")!);
        Assert.Equal(1, (int)VersionFixture.Get(left, "/a.jpg", "mine")!);

        await VersionFixture.UnlabelAsync(right, "/a.jpg");
        await IntoAsync(fixture, MergePolicy.Fail, MergeMatch.Path, left, right);
        Assert.Empty(VersionFixture.Labels(left, "/a.jpg"));
    }

    [Fact]
    public async Task MergeAsync_WhatWasDeletedSinceAMatchedMerge_StaysDeleted()
    {
        await using var fixture = await VersionFixture.OpenAsync();
        var left = await CreateAsync(fixture, "left", ("/a.jpg", 1));
        var right = await CreateAsync(fixture, "right", ("/a.jpg", 1));
        await fixture.AnnotateAsync(right, "/a.jpg", "dog");
        await IntoAsync(fixture, MergePolicy.Fail, MergeMatch.Path, left, right);
        await VersionFixture.UnlabelAsync(left, "/a.jpg");
        await fixture.SetAsync(right, "/a.jpg", "k", 2);

        await IntoAsync(fixture, MergePolicy.Fail, MergeMatch.Path, left, right);
        Assert.Empty(VersionFixture.Labels(left, "/a.jpg"));

        await fixture.RelabelAsync(right, "/a.jpg", "wolf");
        var refused = await Assert.ThrowsAsync<MergeConflictException>(
            () => IntoAsync(fixture, MergePolicy.Fail, MergeMatch.Path, left, right));
        Assert.Null(Assert.Single(refused.Conflicts).Ours);
    }

    [Fact]
    public async Task MergeAsync_SeveralCopiesOfAFile_AreMatchedByPathOrReportedAsAmbiguous()
    {
        await using var fixture = await VersionFixture.OpenAsync();
        var left = await CreateAsync(fixture, "left", ("/same.jpg", 1), ("/one.jpg", 1), ("/two.jpg", 1));
        var right = await CreateAsync(fixture, "right", ("/same.jpg", 1), ("/three.jpg", 1));

        var report = (await fixture.MergeAsync(MergePolicy.Union, r => r with { Match = MergeMatch.Content }, left, right)).Report;

        Assert.Equal("/same.jpg", Assert.Single(report.Matched).Path);
        var ambiguous = Assert.Single(report.Ambiguous);
        Assert.Equal(["/one.jpg", "/two.jpg"], ambiguous.Paths);
        Assert.Equal(["/three.jpg"], ambiguous.TheirPaths);
        Assert.Equal(4, report.ItemsCount);
    }

    [Fact]
    public async Task MergeAsync_AReferenceBetweenAnnotations_FollowsThemOver()
    {
        await using var fixture = await VersionFixture.OpenAsync();
        var left = await CreateAsync(fixture, "left", ("/a.jpg", 1));
        var right = await CreateAsync(fixture, "right", ("/a.jpg", 1));
        await VersionFixture.WriteAsync(right, writer =>
        {
            var parent = fixture.Annotate(writer, "/a.jpg", "parent");
            writer.AddAnnotation(new Revision
            {
                Lineage = writer.NewIdentity().Lineage,
                Item = parent.Item,
                Body = Encoding.UTF8.GetBytes($$"""{"label":"child","parentId":"{{parent.Lineage.Value:x24}}"}"""),
            });
        });

        var merged = (await fixture.MergeAsync(MergePolicy.Fail, r => r with { Match = MergeMatch.Path }, left, right)).Dataset;

        var annotations = merged.Head.ReadAnnotations(merged.Head.FindItem("/a.jpg")!.Lineage);
        var byLabel = annotations.ToDictionary(a => (string)VersionFixture.Json(a)["label"]!);
        Assert.Equal($"{byLabel["parent"].Lineage.Value:x24}", (string)VersionFixture.Json(byLabel["child"])["parentId"]!);
        Assert.NotEqual(Lineage.None, byLabel["parent"].Source);
    }

    [Fact]
    public async Task MergeAsync_ThreeUnrelatedSides_AreOne()
    {
        await using var fixture = await VersionFixture.OpenAsync();
        Dataset[] sides =
        [
            await CreateAsync(fixture, "1", ("/a.jpg", 1)), await CreateAsync(fixture, "2", ("/b.jpg", 1)), await CreateAsync(fixture, "3", ("/c.jpg", 1), ("/d.jpg", 2)),
        ];
        foreach (var (side, path) in sides.Zip(["/a.jpg", "/b.jpg", "/c.jpg"]))
        {
            await fixture.SetAsync(side, path, "from" + path[1], 1);
        }

        var merged = (await fixture.MergeAsync(MergePolicy.Fail, r => r with { Match = MergeMatch.Content }, sides)).Dataset;

        Assert.Equal(["/a.jpg", "/d.jpg"], VersionFixture.Paths(merged));
        Assert.Equal([1, 1, 1], "abc".Select(c => (int)VersionFixture.Get(merged, "/a.jpg", "from" + c)!));
    }

    private static Task<MergeResult> IntoAsync(
        VersionFixture fixture, MergePolicy policy, MergeMatch match, Dataset into, Dataset other) => fixture.Store.MergeAsync(
        new MergeRequest { Sides = [into.Head, other.Head], Policy = policy, Match = match }, VersionFixture.By);

    private static async Task<Dataset> CreateAsync(VersionFixture fixture, string name, params (string Path, ulong Content)[] files)
    {
        var dataset = await fixture.CreateAsync(name);
        await VersionFixture.WriteAsync(dataset, writer =>
        {
            foreach (var (path, content) in files)
            {
                writer.AddItem(new Revision
                {
                    Lineage = writer.NewIdentity().Lineage,
                    Path = path,
                    Content = new ContentHash(content, 0, 0, 1),
                    SizeBytes = 1,
                    Body = """{"metadata":{"user":{}}}"""u8.ToArray(),
                });
            }
        });
        return dataset;
    }
}
