using Venn.Engine.Versions;
using Venn.Engine.Versions.Merging;
using static Venn.Engine.Tests.Versions.VersionFixture;

namespace Venn.Engine.Tests.Versions;

/// <summary>The design's table of merges, row by row.</summary>
public sealed class MergeTableTests
{
    private static readonly MergePolicy[] ThreeWay = [MergePolicy.Fail, MergePolicy.Ours, MergePolicy.Theirs, MergePolicy.Latest];

    public static TheoryData<MergePolicy> All => [.. Enum.GetValues<MergePolicy>()];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Merge_AddedOnOneSide_IsInTheResult(MergePolicy policy)
    {
        await using var f = await OpenAsync();
        var (a, b) = await TwinsAsync(f, "/x");
        await WriteAsync(a, w => f.Add(w, "/a"));
        await WriteAsync(b, w => f.Add(w, "/b"));
        var merged = await f.MergeAsync(policy, a, b);
        Assert.Equal(["/a", "/b", "/x"], Paths(merged.Dataset));
        Assert.Equal((1, 1), (merged.Report.AddedItemsCount, merged.Report.MergedItemsCount));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Merge_ChangedByTheLaterSideAlone_TakesTheChange(MergePolicy policy)
    {
        await using var f = await OpenAsync();
        var (a, b) = await TwinsAsync(f, "/x");
        await f.SetAsync(b, "/x", "a", 1);
        var merged = await f.MergeAsync(policy, a, b);
        Assert.Equal(1, (int)Get(merged.Dataset, "/x", "a")!);
        Assert.Empty(merged.Report.Conflicts);
    }

    /// <summary>Each key is found without a look at the others: looked for one after the other it takes minutes.</summary>
    [Fact]
    public async Task Merge_AnObjectOfManyKeys_IsMergedKeyByKey()
    {
        const int Keys = 100_000;
        string Body(string first, string last) =>
            $$"""{"k0":"{{first}}",{{string.Join(',', Enumerable.Range(1, Keys).Select(i => $"\"k{i}\":{i}"))}},"last":"{{last}}"}""";
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("many");
        await WriteAsync(a, w => f.Add(w, "/x", body: Body("was", "was")));
        var b = await f.CloneAsync(a, "clone");
        foreach (var (dataset, body) in new[] { (a, Body("ours", "was")), (b, Body("was", "theirs")) })
        {
            await WriteAsync(dataset, w => w.UpdateItem(w.FindItem("/x")! with { Body = System.Text.Encoding.UTF8.GetBytes(body) }));
        }

        var merged = await f.MergeAsync(MergePolicy.Fail, a, b);

        Assert.Equal(Body("ours", "theirs"), System.Text.Encoding.UTF8.GetString(merged.Dataset.Head.FindItem("/x")!.Body.Span));
    }

    [Fact]
    public async Task MergeUnion_DeletedOnOneSide_IsKept()
    {
        await using var f = await OpenAsync();
        foreach (var swap in new[] { false, true })
        {
            var (a, b) = await TwinsAsync(f, $"/x{swap}");
            await f.AnnotateAsync(b, $"/x{swap}", "cat");
            await RemoveAsync(a, $"/x{swap}");
            var merged = await f.MergeAsync(MergePolicy.Union, swap ? [b, a] : [a, b]);
            Assert.Equal([$"/x{swap}"], Paths(merged.Dataset));
            Assert.Equal(["cat"], Labels(merged.Dataset, $"/x{swap}"));
        }
    }

    [Fact]
    public async Task MergeThreeWay_DeletedOnOneSideAndUntouchedOnTheOther_IsDeleted()
    {
        await using var f = await OpenAsync();
        foreach (var policy in ThreeWay)
        {
            foreach (var swap in new[] { false, true })
            {
                var (a, b) = await TwinsAsync(f, "/x", "/y");
                await RemoveAsync(a, "/x");
                var merged = await f.MergeAsync(policy, swap ? [b, a] : [a, b]);
                Assert.Equal(["/y"], Paths(merged.Dataset));
                Assert.Empty(merged.Report.Conflicts);
            }
        }
    }

    [Theory]
    [InlineData(MergePolicy.Ours, false)]
    [InlineData(MergePolicy.Theirs, true)]
    [InlineData(MergePolicy.Latest, true)]
    public async Task MergeThreeWay_DeletedOnOneSideAndEditedOnTheOther_IsAConflict(MergePolicy policy, bool isKept)
    {
        await using var f = await OpenAsync();
        var (a, b) = await TwinsAsync(f, "/x");
        await RemoveAsync(a, "/x");
        await f.SetAsync(b, "/x", "a", 1);
        var merged = await f.MergeAsync(policy, a, b);
        Assert.Equal(isKept ? ["/x"] : [], Paths(merged.Dataset));
        Assert.Empty(Assert.Single(merged.Report.Conflicts).Fields);
    }

    [Fact]
    public async Task MergeThreeWay_DeletedOnOneSideAndAnnotatedOnTheOther_IsAConflict()
    {
        await using var f = await OpenAsync();
        var (a, b) = await TwinsAsync(f, "/x");
        await RemoveAsync(a, "/x");
        await f.AnnotateAsync(b, "/x", "cat");
        var refused = await Assert.ThrowsAsync<MergeConflictException>(() => f.MergeAsync(MergePolicy.Fail, a, b));
        Assert.Single(refused.Conflicts);
        var merged = await f.MergeAsync(MergePolicy.Theirs, a, b);
        Assert.Equal(["cat"], Labels(merged.Dataset, "/x"));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Merge_DifferentKeysOnBothSides_KeepsBoth(MergePolicy policy)
    {
        await using var f = await OpenAsync();
        var (a, b) = await TwinsAsync(f, "/x");
        await f.SetAsync(a, "/x", "a", 1);
        await f.SetAsync(b, "/x", "b", 2);
        var merged = await f.MergeAsync(policy, a, b);
        Assert.Equal((1, 2), ((int)Get(merged.Dataset, "/x", "a")!, (int)Get(merged.Dataset, "/x", "b")!));
        Assert.Empty(merged.Report.Conflicts);
    }

    [Theory]
    [InlineData(MergePolicy.Union, 1)]
    [InlineData(MergePolicy.Ours, 1)]
    [InlineData(MergePolicy.Theirs, 2)]
    [InlineData(MergePolicy.Latest, 2)]
    public async Task Merge_OneKeySetDifferently_IsSettledByPolicy(MergePolicy policy, int expected)
    {
        await using var f = await OpenAsync();
        var (a, b) = await TwinsAsync(f, "/x");
        await f.SetAsync(a, "/x", "a", 1);
        await f.SetAsync(b, "/x", "a", 2);
        var merged = await f.MergeAsync(policy, a, b);
        Assert.Equal(expected, (int)Get(merged.Dataset, "/x", "a")!);
        Assert.Equal(["metadata.user.a"], Assert.Single(merged.Report.Conflicts).Fields);
    }

    [Fact]
    public async Task MergeLatest_TheEarlierSideWroteLater_KeepsTheEarlierSide()
    {
        await using var f = await OpenAsync();
        var (a, b) = await TwinsAsync(f, "/x");
        await f.SetAsync(b, "/x", "a", 2);
        await f.SetAsync(a, "/x", "a", 1);
        Assert.Equal(1, (int)Get((await f.MergeAsync(MergePolicy.Latest, a, b)).Dataset, "/x", "a")!);
    }

    [Fact]
    public async Task MergeFail_AConflict_WritesNothing()
    {
        await using var f = await OpenAsync();
        var (a, b) = await TwinsAsync(f, "/x");
        await f.SetAsync(a, "/x", "a", 1);
        await f.SetAsync(b, "/x", "a", 2);
        var before = f.Store.Datasets.Count;
        await Assert.ThrowsAsync<MergeConflictException>(() => f.MergeAsync(MergePolicy.Fail, a, b));
        Assert.Equal(before, f.Store.Datasets.Count);
        await f.ReopenAsync();
        Assert.Equal(before, f.Store.Datasets.Count);
    }

    [Fact]
    public async Task MergeUnion_AnAnnotationChangedDifferently_KeepsBoth()
    {
        await using var f = await OpenAsync();
        var (a, b) = await TwinsAsync(f, "/x", annotated: true);
        await f.RelabelAsync(a, "/x", "dog");
        await f.RelabelAsync(b, "/x", "bird");
        var merged = (await f.MergeAsync(MergePolicy.Union, a, b)).Dataset;
        Assert.Equal(["bird", "dog"], Labels(merged, "/x"));
        var copies = merged.Head.ReadAnnotations(merged.Head.FindItem("/x")!.Lineage);
        Assert.Equal(copies[0].Lineage, copies[1].Source);
    }

    [Theory]
    [InlineData(MergePolicy.Ours, "dog")]
    [InlineData(MergePolicy.Theirs, "bird")]
    [InlineData(MergePolicy.Latest, "bird")]
    public async Task MergeThreeWay_AnAnnotationChangedDifferently_IsSettledByPolicy(MergePolicy policy, string label)
    {
        await using var f = await OpenAsync();
        var (a, b) = await TwinsAsync(f, "/x", annotated: true);
        await f.RelabelAsync(a, "/x", "dog");
        await f.RelabelAsync(b, "/x", "bird");
        var merged = await f.MergeAsync(policy, a, b);
        Assert.Equal([label], Labels(merged.Dataset, "/x"));
        Assert.Equal(["label"], Assert.Single(merged.Report.Conflicts).Fields);
    }

    [Fact]
    public async Task Merge_AnAnnotationThatBothShare_AppearsOnce()
    {
        await using var f = await OpenAsync();
        var (a, b) = await TwinsAsync(f, "/x", annotated: true);
        await f.AnnotateAsync(a, "/x", "dog");
        await f.AnnotateAsync(b, "/x", "bird");
        Assert.Equal(["bird", "cat", "dog"], Labels((await f.MergeAsync(MergePolicy.Union, a, b)).Dataset, "/x"));
    }

    [Fact]
    public async Task MergeThreeWay_AnAnnotationDeletedOnOneSide_IsDeletedUnderThreeWayAndKeptUnderUnion()
    {
        await using var f = await OpenAsync();
        var (a, b) = await TwinsAsync(f, "/x", annotated: true);
        await UnlabelAsync(b, "/x");
        Assert.Empty(Labels((await f.MergeAsync(MergePolicy.Fail, a, b)).Dataset, "/x"));
        Assert.Equal(["cat"], Labels((await f.MergeAsync(MergePolicy.Union, a, b)).Dataset, "/x"));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Merge_UnrelatedDatasets_AreSummedAndTheLaterOfOnePathIsRenamed(MergePolicy policy)
    {
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("a", "/x.jpg", "/y.jpg");
        var b = await f.CreateAsync("b", "/x.jpg", "/x (1).jpg");
        var merged = await f.MergeAsync(policy, a, b);
        Assert.Equal(["/x (1).jpg", "/x (2).jpg", "/x.jpg", "/y.jpg"], Paths(merged.Dataset));
        var renamed = Assert.Single(merged.Report.Renamed);
        Assert.Equal((b.Ordinal, "/x.jpg", "/x (2).jpg"), (renamed.From, renamed.Path, renamed.NewPath));
    }

    private static async Task<(Dataset Left, Dataset Right)> TwinsAsync(VersionFixture f, string path, string? other = null, bool annotated = false)
    {
        var name = Guid.NewGuid().ToString("n");
        var left = await f.CreateAsync(name, other is null ? [path] : [path, other]);
        if (annotated)
        {
            await f.AnnotateAsync(left, path, "cat");
        }

        return (left, await f.CloneAsync(left, "clone of " + name));
    }
}
