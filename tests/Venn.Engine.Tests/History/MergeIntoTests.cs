using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Merging;
using Venn.Storage.Catalog;

namespace Venn.Engine.Tests.History;

public sealed class MergeIntoTests : HistoryFixture
{
    [Fact]
    public async Task MergeAsync_CloneBackIntoItsSource_BringsEditsAndDeletionsAndKeepsOwn()
    {
        var golden = await CreateAsync("golden");
        await AddAsync(golden, "/a", """{"k":1}""");
        await AddAsync(golden, "/b", """{"k":1}""");
        await AddAsync(golden, "/c", """{"k":1}""");
        var clone = await CloneAsync(golden, "clone");
        await EditAsync(clone, "/a", """{"k":2}""");
        await RemoveAsync(clone, "/b");
        await AnnotateAsync(clone, "/c", """{"label":"x"}""");
        await AddAsync(golden, "/d", """{"k":1}""");

        var result = await MergeAsync(golden, clone, MergePolicy.Fail);

        Assert.Empty(result.Report.Conflicts);
        Assert.Equal("""{"k":2}""", BodyAt(golden.Head, "/a"));
        Assert.Null(BodyAt(golden.Head, "/b"));
        Assert.Equal(["""{"label":"x"}"""], AnnotationsAt(golden.Head, "/c"));
        Assert.NotNull(BodyAt(golden.Head, "/d"));
        Assert.Equal([golden.Ordinal, clone.Ordinal], golden.Head.Commit.Parents.Select(p => p.Dataset));
    }

    [Fact]
    public async Task MergeAsync_AgainWhatWasMerged_ChangesNothing()
    {
        var golden = await CreateAsync("golden");
        await AddAsync(golden, "/a", """{"k":1}""");
        var clone = await CloneAsync(golden, "clone");
        await EditAsync(clone, "/a", """{"k":2}""");
        await MergeAsync(golden, clone, MergePolicy.Fail);
        await EditAsync(golden, "/a", """{"k":3}""");
        var head = golden.Head.Commit.Id;

        await MergeAsync(golden, clone, MergePolicy.Fail);

        Assert.Equal(head, golden.Head.Commit.Id);
        Assert.Equal("""{"k":3}""", BodyAt(golden.Head, "/a"));
    }

    [Fact]
    public async Task MergeAsync_CloneByFilter_DoesNotDeleteWhatItNeverTook()
    {
        var golden = await CreateAsync("golden");
        await AddAsync(golden, "/a", """{"k":1}""");
        await AddAsync(golden, "/b", """{"k":1}""");
        var clone = await CloneAsync(
            golden, "clone", new Filter.Compare(FieldPath.Path, Comparison.Equal, FieldValue.Of("/a")));
        await EditAsync(clone, "/a", """{"k":2}""");

        await MergeAsync(golden, clone, MergePolicy.Fail);

        Assert.Equal("""{"k":2}""", BodyAt(golden.Head, "/a"));
        Assert.Equal("""{"k":1}""", BodyAt(golden.Head, "/b"));
    }

    [Fact]
    public async Task MergeAsync_ConflictUnderFail_WritesNothing_AndAChoiceSettlesIt()
    {
        var golden = await CreateAsync("golden");
        var lineage = await AddAsync(golden, "/a", """{"k":1,"m":1}""");
        var clone = await CloneAsync(golden, "clone");
        await EditAsync(clone, "/a", """{"k":2,"m":2}""");
        await EditAsync(golden, "/a", """{"k":3,"m":3}""");
        var head = golden.Head.Commit.Id;

        var refused = await Assert.ThrowsAsync<MergeConflictException>(() => MergeAsync(golden, clone, MergePolicy.Fail));
        Assert.Equal(["k", "m"], Assert.Single(refused.Conflicts).Fields);
        Assert.Equal(head, golden.Head.Commit.Id);

        var choice = new MergeChoice { Fields = new Dictionary<string, MergeSide> { ["k"] = MergeSide.Theirs, ["m"] = MergeSide.Ours } };
        await Store.MergeAsync(
            new MergeRequest
            {
                Sides = [golden.Head, clone.Head],
                Policy = MergePolicy.Fail,
                Choices = new Dictionary<(Relation, Lineage), MergeChoice> { [(Relation.Items, lineage)] = choice },
            },
            By("merger", "merge"));
        Assert.Equal("""{"k":2,"m":3}""", BodyAt(golden.Head, "/a"));
    }

    [Fact]
    public async Task MergeAsync_PinnedAndTheHeadMoved_IsRefused()
    {
        var golden = await CreateAsync("golden");
        await AddAsync(golden, "/a", """{"k":1}""");
        var clone = await CloneAsync(golden, "clone");
        await EditAsync(clone, "/a", """{"k":2}""");
        var seen = golden.Head;
        await AddAsync(golden, "/b", "{}");

        await Assert.ThrowsAsync<HeadMovedException>(() => Store.MergeAsync(
            new MergeRequest { Sides = [seen, clone.Head], Policy = MergePolicy.Fail, IsPinned = true }, By("merger", "merge")));
        Assert.Equal("""{"k":1}""", BodyAt(golden.Head, "/a"));
    }

    [Fact]
    public async Task MergeAsync_ThreeSidesThatEachChangedAnItem_WritesOneRevisionOfIt()
    {
        var golden = await CreateAsync("golden");
        var lineage = await AddAsync(golden, "/a", """{"k":1,"m":1,"n":1}""");
        var left = await CloneAsync(golden, "left");
        var right = await CloneAsync(golden, "right");
        await EditAsync(golden, "/a", """{"k":2,"m":1,"n":1}""");
        await EditAsync(left, "/a", """{"k":1,"m":2,"n":1}""");
        await EditAsync(right, "/a", """{"k":1,"m":1,"n":2}""");

        await Store.MergeAsync(
            new MergeRequest { Sides = [golden.Head, left.Head, right.Head], Policy = MergePolicy.Fail }, By("merger", "merge"));

        Assert.Equal("""{"k":2,"m":2,"n":2}""", BodyAt(golden.Head, "/a"));
        var log = Store.Blame.ReadLog(golden.Head, Relation.Items, lineage);
        Assert.Single(log, o => o.Commit.Author == "merger");
    }

    [Fact]
    public async Task MergeAsync_BothWaysInTurn_ComesTogether()
    {
        var left = await CreateAsync("left");
        await AddAsync(left, "/a", """{"k":1}""");
        var right = await CloneAsync(left, "right");
        for (var round = 0; round < 4; round++)
        {
            await AddAsync(left, $"/left{round}", "{}");
            await AddAsync(right, $"/right{round}", "{}");
            await MergeAsync(left, right, MergePolicy.Fail);
            await MergeAsync(right, left, MergePolicy.Fail);
            Assert.Equal(left.Head.ComputeDigest(), right.Head.ComputeDigest());
        }

        Assert.Equal(9, left.Head.State.Items.Cardinality);
    }

    private Task<MergeResult> MergeAsync(Dataset into, Dataset from, MergePolicy policy) => Store.MergeAsync(
        new MergeRequest { Sides = [into.Head, from.Head], Policy = policy }, By("merger", "merge"));
}
