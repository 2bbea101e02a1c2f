using Venn.Engine.Versions;
using Venn.Engine.Versions.Merging;
using Venn.Storage.Catalog;

namespace Venn.Engine.Tests.History;

public sealed class BlameTests : HistoryFixture
{
    [Fact]
    public async Task ReadFields_ThroughCloneAndMerge_NamesWhoSetEachKey()
    {
        var golden = await CreateAsync("golden");
        var lineage = await AddAsync(golden, "/a", """{"m":{"x":1,"y":1,"z":1}}""", "ann");
        var clone = await CloneAsync(golden, "clone");
        await EditAsync(clone, "/a", """{"m":{"x":2,"y":1,"z":1}}""", "bob");
        await EditAsync(golden, "/a", """{"m":{"x":1,"y":2,"z":1}}""", "cid");
        var merged = (await Store.MergeAsync(
            new MergeRequest
            {
                Sides = [golden.Head, clone.Head], Policy = MergePolicy.Fail, NewDataset = new DatasetInfo("p", "merged", default),
            },
            By("merger", "merge"))).Dataset;

        var fields = Store.Blame.ReadFields(merged.Head, Relation.Items, lineage).ToDictionary(f => f.Field);

        Assert.Equal(("bob", "clone"), (fields["m.x"].Commit.Author, fields["m.x"].DatasetName));
        Assert.Equal(("cid", "golden"), (fields["m.y"].Commit.Author, fields["m.y"].DatasetName));
        Assert.Equal(("ann", "golden"), (fields["m.z"].Commit.Author, fields["m.z"].DatasetName));
        Assert.Equal("ann", fields["$path"].Commit.Author);
    }

    [Fact]
    public async Task ReadFields_AfterARollBack_NamesTheOneWhoseValueCameBack()
    {
        var dataset = await CreateAsync("d");
        var lineage = await AddAsync(dataset, "/a", """{"k":1}""", "ann");
        var good = dataset.Head.Commit.Id.Sequence;
        await EditAsync(dataset, "/a", """{"k":2}""", "bob");
        await dataset.RollBackAsync(good, By("cid", "rollback"));

        var field = Store.Blame.ReadFields(dataset.Head, Relation.Items, lineage).Single(f => f.Field == "k");

        Assert.Equal("ann", field.Commit.Author);
    }

    [Fact]
    public async Task ReadLog_CloneThatBranchedOff_DoesNotSeeLaterEditsOfItsSource()
    {
        var golden = await CreateAsync("golden");
        var lineage = await AddAsync(golden, "/a", """{"k":1}""", "ann");
        var clone = await CloneAsync(golden, "clone");
        await EditAsync(golden, "/a", """{"k":2}""", "bob");

        Assert.Equal(["bob", "ann"], Store.Blame.ReadLog(golden.Head, Relation.Items, lineage).Select(o => o.Commit.Author));
        Assert.Equal(["ann"], Store.Blame.ReadLog(clone.Head, Relation.Items, lineage).Select(o => o.Commit.Author));
    }

    [Fact]
    public async Task ReadFields_EditedAfterARollBack_NamesTheOneWhoseValueWasThereAllAlong()
    {
        var dataset = await CreateAsync("d");
        var lineage = await AddAsync(dataset, "/a", """{"k":1}""", "ann");
        var good = dataset.Head.Commit.Id.Sequence;
        await EditAsync(dataset, "/a", """{"k":2}""", "bob");
        await dataset.RollBackAsync(good, By("cid", "rollback"));
        await EditAsync(dataset, "/a", """{"k":1,"m":5}""", "dan");

        var fields = Store.Blame.ReadFields(dataset.Head, Relation.Items, lineage).ToDictionary(f => f.Field);

        Assert.Equal("ann", fields["k"].Commit.Author);
        Assert.Equal("dan", fields["m"].Commit.Author);
    }

    [Fact]
    public async Task ReadFields_BroughtByACherryPick_NamesTheOneWhoSetItInTheOtherDataset()
    {
        var golden = await CreateAsync("golden");
        var lineage = await AddAsync(golden, "/a", """{"k":1,"m":1}""", "ann");
        var clone = await CloneAsync(golden, "clone");
        await EditAsync(clone, "/a", """{"k":2,"m":1}""", "bob");
        await Store.Undo.CherryPickAsync(golden, clone.Head, MergePolicy.Fail, By("cid", "cherry-pick"));

        var fields = Store.Blame.ReadFields(golden.Head, Relation.Items, lineage).ToDictionary(f => f.Field);
        var log = Store.Blame.ReadLog(golden.Head, Relation.Items, lineage);

        Assert.Equal(("bob", "clone"), (fields["k"].Commit.Author, fields["k"].DatasetName));
        Assert.Equal(("ann", "golden"), (fields["m"].Commit.Author, fields["m"].DatasetName));
        Assert.Equal(["bob", "ann"], log.Select(o => o.Commit.Author));
    }
}
