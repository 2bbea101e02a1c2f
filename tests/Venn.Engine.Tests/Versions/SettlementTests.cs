using Venn.Engine.Maintenance.Retention;
using Venn.Engine.Revisions;
using Venn.Engine.Tests.Maintenance;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Merging;
using Venn.Storage;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;
using static Venn.Engine.Tests.Versions.VersionFixture;

namespace Venn.Engine.Tests.Versions;

/// <summary>What a merge's commit tells of how its conflicts ended.</summary>
public sealed class SettlementTests
{
    private const int Many = 2300;

    [Theory]
    [InlineData(MergePolicy.Ours, MergeSide.Ours)]
    [InlineData(MergePolicy.Theirs, MergeSide.Theirs)]
    public async Task Merge_ByAPolicyAndChoices_EachFieldIsToldAfterAStart(MergePolicy policy, MergeSide side)
    {
        await using var f = await OpenAsync();
        var gold = await f.CreateAsync("gold", "/0", "/1", "/2", "/3");
        await f.AnnotateAsync(gold, "/3", "cat");
        var work = await f.CloneAsync(gold, "work");
        foreach (var (dataset, value) in new[] { (gold, 1), (work, 2) })
        {
            await f.SetAsync(dataset, "/0", "a", value);
            await f.SetAsync(dataset, "/1", "a", value);
            await f.SetAsync(dataset, "/1", "b", value);
            await f.RelabelAsync(dataset, "/3", $"dog {value}");
        }

        await RemoveAsync(work, "/2");
        await f.SetAsync(gold, "/2", "a", 1);
        var (one, two, label) = (Of(gold, "/1"), Of(gold, "/2"), gold.Head.ReadAnnotations(Of(gold, "/3"))[0].Lineage);
        var other = side == MergeSide.Ours ? MergeSide.Theirs : MergeSide.Ours;
        await f.MergeAsync(policy, r => r with
        {
            NewDataset = null,
            Choices = new Dictionary<(Relation, Lineage), MergeChoice>
            {
                [(Relation.Items, one)] = new() { Fields = new Dictionary<string, MergeSide> { ["metadata.user.b"] = other } },
                [(Relation.Items, two)] = new() { Whole = MergeSide.Ours },
            },
        }, gold, work);

        await f.ReopenAsync();
        gold = f.Store.Find("p", "gold")!;
        var (total, page) = gold.ReadSettlements(gold.Head.Commit.Id.Sequence, 0, 100);

        Assert.Equal(4, total);
        Assert.Equal(
            [
                $"Items {Of(gold, "/0")}: metadata.user.a {side} False",
                $"Items {one}: metadata.user.a {side} False, metadata.user.b {other} True",
                $"Items {two}:  Ours True",
                $"Annotations {label}: label {side} False",
            ],
            page.Select(s => $"{s.Relation} {s.Lineage}: {string.Join(", ", s.Fields.Select(x => $"{x.Field} {x.Side} {x.IsChosen}"))}"));
        Assert.Equal(0, gold.ReadSettlements(gold.Head.Commit.Id.Sequence - 1, 0, 100).Total);
    }

    [Fact]
    public async Task ReadSettlements_OfMany_IsTheSameByAnyPageSize()
    {
        await using var f = await OpenAsync();
        var gold = await f.CreateAsync("gold", [.. Enumerable.Range(0, Many).Select(i => $"/{i}")]);
        var work = await f.CloneAsync(gold, "work");
        foreach (var (dataset, value) in new[] { (gold, 1), (work, 2) })
        {
            await WriteAsync(dataset, writer =>
            {
                foreach (var item in writer.Base.Read(Relation.Items, writer.Base.State.Items))
                {
                    writer.UpdateItem(item with { Body = System.Text.Encoding.UTF8.GetBytes($$"""{"k":{{value}}}""") });
                }
            });
        }

        var merged = (await f.MergeAsync(MergePolicy.Latest, gold, work)).Dataset;

        var (total, all) = merged.ReadSettlements(1, 0, int.MaxValue);
        Assert.Equal(Many, total);
        Assert.Equal(gold.Head.Read(Relation.Items, gold.Head.State.Items).Select(i => i.Lineage), all.Select(s => s.Lineage));
        Assert.All(all, s => Assert.Equal([new SettledField("k", MergeSide.Theirs, false)], s.Fields));
        foreach (var size in (int[])[1, 7, 999, 1000, 1001])
        {
            for (long first = 990; first < Many + size; first += Math.Max(size, 300))
            {
                Assert.Equal(
                    all.Skip((int)first).Take(size).Select(s => s.Lineage), merged.ReadSettlements(1, first, size).Page.Select(s => s.Lineage));
            }
        }
    }

    [Fact]
    public async Task ReadSettlements_OfDamagedRows_SaysSo()
    {
        await using var f = await OpenAsync();
        var gold = await f.CreateAsync("gold", "/0", "/1");
        var work = await f.CloneAsync(gold, "work");
        foreach (var (dataset, value) in new[] { (gold, 1), (work, 2) })
        {
            await f.SetAsync(dataset, "/0", "a", value);
            await f.SetAsync(dataset, "/1", "b", value);
        }

        var merged = (await f.MergeAsync(MergePolicy.Ours, gold, work)).Dataset;
        var catalog = f.Store.Context.Catalog;
        var whole = Assert.Single(catalog.ReadDocuments(SettlementLog.Kind, null));
        for (var at = 0; at < whole.Body.Length; at++)
        {
            var bytes = whole.Body.ToArray();
            bytes[at] ^= 0x7f;
            await WriteAsync(whole with { Body = bytes });
            AssertToldOrRead();
            await WriteAsync(whole with { Body = whole.Body[..at] });
            Assert.Throws<CatalogDamagedException>(() => merged.ReadSettlements(1, 0, 10));
        }

        await WriteAsync(whole);
        Assert.Equal(2, merged.ReadSettlements(1, 0, 10).Total);

        Task WriteAsync(DocumentRecord document)
        {
            var batch = new CatalogBatch();
            batch.ChangedDocuments.Add(document);
            return catalog.CommitAsync(batch);
        }

        void AssertToldOrRead()
        {
            // Another number or name is as good as the true one: no more than that may come of it.
            try
            {
                _ = merged.ReadSettlements(1, 0, 10);
            }
            catch (CatalogDamagedException)
            {
            }
        }
    }

    [Fact]
    public async Task Settlements_OfAPurgedDataset_GoWithIt()
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var gold = await f.Versions.CreateAsync("gold", "/0");
        var work = await f.Versions.CloneAsync(gold, "work");
        await f.Versions.SetAsync(gold, "/0", "a", 1);
        await f.Versions.SetAsync(work, "/0", "a", 2);
        var merged = (await f.Versions.MergeAsync(MergePolicy.Ours, gold, work)).Dataset;
        Assert.Equal(1, merged.ReadSettlements(1, 0, 10).Total);
        await f.Store.Upkeep.SetDefaultRetentionAsync(new RetentionRule { DeletedDays = 0 });
        await f.Store.DeleteDatasetAsync(merged.Ordinal);

        await f.CollectAsync();

        Assert.True(merged.IsPurged);
        Assert.Empty(f.Store.Context.Catalog.ReadDocuments(SettlementLog.Kind, null));
    }

    private static Lineage Of(Dataset dataset, string path) => dataset.Head.FindItem(path)!.Lineage;
}
