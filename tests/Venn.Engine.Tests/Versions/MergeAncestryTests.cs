using Venn.Engine.Query;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Merging;
using static Venn.Engine.Tests.Versions.VersionFixture;

namespace Venn.Engine.Tests.Versions;

/// <summary>Merges over histories that are more than one clone: what clones left behind, criss-cross, many sides.</summary>
public sealed class MergeAncestryTests
{
    [Fact]
    public async Task Merge_AFilteredCloneBack_DeletesNothingThatWasNotTaken()
    {
        await using var f = await OpenAsync();
        var gold = await f.CreateAsync("gold", "/keep", "/work/1", "/work/2");
        var work = await f.CloneAsync(gold, "work", r => r with { Filter = new Filter.Glob(FieldPath.Path, "/work/*") });
        await RemoveAsync(work, "/work/2");
        await f.SetAsync(work, "/work/1", "a", 1);
        foreach (var sides in new[] { new[] { gold, work }, [work, gold] })
        {
            var merged = (await f.MergeAsync(MergePolicy.Fail, sides)).Dataset;
            Assert.Equal(["/keep", "/work/1"], Paths(merged));
            Assert.Equal(1, (int)Get(merged, "/work/1", "a")!);
        }
    }

    [Fact]
    public async Task Merge_ACloneWithoutAnnotationsBack_DeletesNone()
    {
        await using var f = await OpenAsync();
        var gold = await f.CreateAsync("gold", "/x", "/y");
        await f.AnnotateAsync(gold, "/x", "cat");
        var work = await f.CloneAsync(gold, "work", r => r with { WithAnnotations = false });
        await f.AnnotateAsync(work, "/x", "dog");
        Assert.Equal(["cat", "dog"], Labels((await f.MergeAsync(MergePolicy.Fail, gold, work)).Dataset, "/x"));
        Assert.Equal(["cat", "dog"], Labels((await f.MergeAsync(MergePolicy.Fail, work, gold)).Dataset, "/x"));
    }

    [Fact]
    public async Task Merge_AnItemDeletedInACloneWithoutAnnotations_IsNoConflictWithAnnotationsItNeverHad()
    {
        await using var f = await OpenAsync();
        var gold = await f.CreateAsync("gold", "/x", "/y");
        await f.AnnotateAsync(gold, "/x", "cat");
        var work = await f.CloneAsync(gold, "work", r => r with { WithAnnotations = false });
        await RemoveAsync(work, "/x");
        var merged = await f.MergeAsync(MergePolicy.Fail, gold, work);
        Assert.Equal(["/y"], Paths(merged.Dataset));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("/t")]
    public async Task Merge_ACloneWithoutMetadataBack_KeepsTheMetadata(string? directory)
    {
        await using var f = await OpenAsync();
        var gold = await f.CreateAsync("gold", "/x");
        var work = await f.CloneAsync(gold, "work", r => r with { Masks = [0], TargetDirectory = directory });
        await f.SetAsync(work, $"{directory}/x", "c", 3);
        var merged = (await f.MergeAsync(MergePolicy.Fail, gold, work)).Dataset;
        var path = Paths(merged).Single(p => p.EndsWith("/x", StringComparison.Ordinal));
        Assert.Equal((0, 3), ((int)Get(merged, path, "a")!, (int)Get(merged, path, "c")!));
    }

    [Fact]
    public async Task Merge_AMergeWithoutAnnotationsOfWhichTheFirstSideHadNone_DeletesNone()
    {
        await using var f = await OpenAsync();
        var bare = await f.CreateAsync("bare", "/x");
        var full = await f.CreateAsync("full", "/y");
        await f.AnnotateAsync(full, "/y", "cat");
        var both = (await f.MergeAsync(MergePolicy.Fail, r => r with { WithAnnotations = false }, bare, full)).Dataset;
        Assert.Equal(["cat"], Labels((await f.MergeAsync(MergePolicy.Fail, full, both)).Dataset, "/y"));
    }

    [Fact]
    public async Task Merge_ThroughAChainOfClones_FindsTheCommonAncestor()
    {
        await using var f = await OpenAsync();
        var root = await f.CreateAsync("root", "/x", "/y");
        var left = await f.CloneAsync(await f.CloneAsync(root, "l1"), "l2");
        var right = await f.CloneAsync(await f.CloneAsync(await f.CloneAsync(root, "r1"), "r2"), "r3");
        await f.SetAsync(left, "/x", "a", 1);
        await RemoveAsync(right, "/y");
        await f.SetAsync(right, "/x", "b", 2);
        var merged = (await f.MergeAsync(MergePolicy.Fail, left, right)).Dataset;
        Assert.Equal(["/x"], Paths(merged));
        Assert.Equal((1, 2), ((int)Get(merged, "/x", "a")!, (int)Get(merged, "/x", "b")!));
    }

    [Fact]
    public async Task Merge_CrissCross_LosesNoDeletionAndFindsNoFalseConflict()
    {
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("a", "/a1", "/a2");
        var b = await f.CreateAsync("b", "/b1", "/b2");
        var left = (await f.MergeAsync(MergePolicy.Fail, a, b)).Dataset;
        var right = (await f.MergeAsync(MergePolicy.Fail, b, a)).Dataset;
        await RemoveAsync(left, "/a2", "/b2");
        await f.SetAsync(right, "/a1", "a", 1);
        await f.SetAsync(left, "/b1", "a", 2);
        var merged = (await f.MergeAsync(MergePolicy.Fail, left, right)).Dataset;
        Assert.Equal(["/a1", "/b1"], Paths(merged));
        Assert.Equal((1, 2), ((int)Get(merged, "/a1", "a")!, (int)Get(merged, "/b1", "a")!));
    }

    /// <summary>
    /// The newest common ancestor is the golden set as the slice was cut from it: the rest came to the clone from an older one.
    /// </summary>
    [Fact]
    public async Task Merge_ACloneThatTookASliceOfTheNewer_KnowsWhatTheRestWas()
    {
        await using var f = await OpenAsync();
        var gold = await f.CreateAsync("gold", "/a", "/b", "/c", "/slice");
        await f.AnnotateAsync(gold, "/a", "cat");
        var clone = await f.CloneAsync(gold, "clone");
        await f.SetAsync(gold, "/slice", "a", 1);
        var slice = await f.CloneAsync(gold, "slice", r => r with { Filter = new Filter.Glob(FieldPath.Path, "/slice") });
        await f.MergeIntoAsync(MergePolicy.Fail, clone, slice);
        Assert.Equal(["/a", "/b", "/c", "/slice"], Paths(clone));

        await RemoveAsync(clone, "/a");
        await f.SetAsync(clone, "/b", "a", 2);
        await f.SetAsync(gold, "/b", "b", 3);
        await RemoveAsync(gold, "/c");
        foreach (var sides in new[] { new[] { gold, clone }, [clone, gold] })
        {
            var merged = (await f.MergeAsync(MergePolicy.Fail, sides)).Dataset;
            Assert.Equal(["/b", "/slice"], Paths(merged));
            Assert.Equal((2, 3), ((int)Get(merged, "/b", "a")!, (int)Get(merged, "/b", "b")!));
        }
    }

    /// <summary>An item that a newer ancestor of both had lost is no more than an item that came to one of them again.</summary>
    [Fact]
    public async Task Merge_WhatANewerAncestorHadLost_IsNotTakenForWhatItWas()
    {
        await using var f = await OpenAsync();
        var gold = await f.CreateAsync("gold", "/a", "/slice");
        var clone = await f.CloneAsync(gold, "clone");
        await RemoveAsync(gold, "/a");
        var slice = await f.CloneAsync(gold, "slice", r => r with { Filter = new Filter.Glob(FieldPath.Path, "/slice") });
        await f.SetAsync(clone, "/a", "a", 1);
        await f.MergeIntoAsync(MergePolicy.Union, clone, slice);
        Assert.Equal(["/a", "/slice"], Paths(clone));
        Assert.Equal(["/a", "/slice"], Paths((await f.MergeAsync(MergePolicy.Fail, gold, clone)).Dataset));
    }

    [Fact]
    public async Task Merge_ManySides_TakesTheChangesOfEach()
    {
        await using var f = await OpenAsync();
        var root = await f.CreateAsync("root", "/0", "/1", "/2", "/3", "/4");
        var sides = new List<Dataset>();
        for (var i = 0; i < 5; i++)
        {
            var side = await f.CloneAsync(root, $"side{i}");
            await f.SetAsync(side, $"/{i}", "a", i + 1);
            await f.AnnotateAsync(side, "/0", $"l{i}");
            sides.Add(side);
        }

        var merged = (await f.MergeAsync(MergePolicy.Fail, [.. sides])).Dataset;
        Assert.Equal([1, 2, 3, 4, 5], Enumerable.Range(0, 5).Select(i => (int)Get(merged, $"/{i}", "a")!));
        Assert.Equal(["l0", "l1", "l2", "l3", "l4"], Labels(merged, "/0"));
    }

    [Fact]
    public async Task MergeUnion_AnItemDeletedTogetherWithADivergedAnnotationElsewhere_Works()
    {
        // The merge makes a revision and removes an item in one step: what it made must be findable by then.
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("a", "/x", "/y");
        await f.AnnotateAsync(a, "/x", "cat");
        await f.AnnotateAsync(a, "/y", "cat");
        var b = await f.CloneAsync(a, "b");
        await WriteAsync(a, w => w.UpdateAnnotation(w.ReadAnnotations(w.FindItem("/x")!.Lineage).Single() with
        {
            Body = """{"label":"dog","updatedAt":"z"}"""u8.ToArray(),
        }));
        await WriteAsync(b, w => w.UpdateAnnotation(w.ReadAnnotations(w.FindItem("/x")!.Lineage).Single() with
        {
            Body = """{"label":"cat","note":"n","updatedAt":"y"}"""u8.ToArray(),
        }));
        await RemoveAsync(b, "/y");
        var merged = (await f.MergeAsync(MergePolicy.Fail, a, b)).Dataset;
        Assert.Equal(["dog"], Labels(merged, "/x"));
        Assert.Equal(1, merged.Head.State.Annotations.Cardinality);
    }

    [Fact]
    public async Task Merge_BothSidesSwapPaths_KeepsTheEarlierSidesPlaces()
    {
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("a", "/1", "/2");
        var b = await f.CloneAsync(a, "b");
        await MoveAsync(a, "/2", "/ours");
        await MoveAsync(b, "/2", "/theirs");
        await MoveAsync(b, "/1", "/ours");
        var merged = await f.MergeAsync(MergePolicy.Ours, a, b);
        Assert.Equal(["/ours", "/ours (1)"], Paths(merged.Dataset));
        Assert.Equal(a.Head.FindItem("/ours")!.Lineage, merged.Dataset.Head.FindItem("/ours")!.Lineage);
    }

    [Fact]
    public async Task MergeInto_WithPartsLeftOut_IsRefusedAndTheDatasetKeepsItsOwn()
    {
        await using var f = await OpenAsync();
        var a = await f.CreateAsync("a", "/x");
        await f.AnnotateAsync(a, "/x", "cat");
        var b = await f.CloneAsync(a, "b");
        await f.SetAsync(b, "/x", "a", 1);
        await Assert.ThrowsAsync<InvalidRequestException>(
            () => f.MergeAsync(MergePolicy.Ours, r => r with { NewDataset = null, WithAnnotations = false }, a, b));
        await Assert.ThrowsAsync<InvalidRequestException>(
            () => f.MergeAsync(MergePolicy.Ours, r => r with { NewDataset = null, Masks = [0] }, a, b));
        await f.MergeAsync(MergePolicy.Ours, r => r with { NewDataset = null }, a, b);
        Assert.Equal(["cat"], Labels(a, "/x"));
        Assert.Equal(1, (int)Get(a, "/x", "a")!);
        var head = a.Head.Commit.Id;
        await f.MergeAsync(MergePolicy.Ours, r => r with { NewDataset = null }, a, b);
        Assert.Equal(head, a.Head.Commit.Id);
    }

    [Fact]
    public async Task Merge_TwoDirectoriesOfOnePath_AreOne()
    {
        await using var f = await OpenAsync();
        var (a, b) = (await f.CreateAsync("a"), await f.CreateAsync("b"));
        await WriteAsync(a, w => f.Add(w, "/d", isDirectory: true));
        await WriteAsync(b, w => f.Add(w, "/d", isDirectory: true));
        await WriteAsync(b, w => f.Add(w, "/d/x"));
        var merged = await f.MergeAsync(MergePolicy.Union, a, b);
        Assert.Equal(["/d", "/d/x"], Paths(merged.Dataset));
        Assert.Equal((1, 1), (merged.Report.MergedItemsCount, merged.Report.AddedItemsCount));
    }

    [Fact]
    public async Task Merge_ThreeSidesOfWhichTwoAreRelated_AgainIntoTheResultChangesNothing()
    {
        await using var f = await OpenAsync();
        var left = await f.CreateAsync("left", "/x", "/y");
        var right = await f.CloneAsync(left, "right");
        var target = await f.CloneAsync(left, "target");
        await f.SetAsync(left, "/x", "a", 1);
        await f.SetAsync(target, "/x", "a", 2);
        await RemoveAsync(right, "/x");
        foreach (var policy in Enum.GetValues<MergePolicy>().Where(p => p != MergePolicy.Fail))
        {
            var into = await f.CloneAsync(target, $"into {policy}");
            var request = new MergeRequest { Sides = [into.Head, left.Head, right.Head], Policy = policy };
            await f.Store.MergeAsync(request, By);
            var merged = into.Head.Commit.Id;
            await f.Store.MergeAsync(request, By);
            Assert.Equal(merged, into.Head.Commit.Id);
        }
    }

    [Fact]
    public async Task Merge_ThreeSidesOfWhichOneSeesNoMetadata_HasNoConflictInAnyOrder()
    {
        await using var f = await OpenAsync();
        var gold = await f.CreateAsync("gold", "/x");
        var narrow = await f.CloneAsync(gold, "narrow", r => r with { Masks = [0] });
        var whole = await f.CloneAsync(gold, "whole");
        await f.SetAsync(whole, "/x", "a", 5);
        await f.SetAsync(gold, "/x", "b", 7);
        foreach (var sides in new[] { new[] { narrow, whole, gold }, [whole, narrow, gold], [gold, whole, narrow] })
        {
            var merged = await f.MergeAsync(MergePolicy.Fail, sides);
            Assert.Empty(merged.Report.Conflicts);
            Assert.Equal(5, (int)Get(merged.Dataset, "/x", "a")!);
            Assert.Equal(7, (int)Get(merged.Dataset, "/x", "b")!);
        }
    }
}
