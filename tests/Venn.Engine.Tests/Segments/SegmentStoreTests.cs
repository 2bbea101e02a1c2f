using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Segments.Sealed;
using Venn.Engine.Segments.Tail;
using Venn.Engine.Tests.Query;
using Venn.Storage.Catalog;

namespace Venn.Engine.Tests.Segments;

public sealed class SegmentStoreTests
{
    [Theory]
    [InlineData("tail")]
    [InlineData("sealed")]
    [InlineData("rebuilt")]
    public void Lookups_EveryRow_GiveBackWhatWasAppended(string form)
    {
        using var fixture = new QueryFixture(new Random(7), itemCount: 200);
        BringTo(fixture, form);
        var items = fixture.Store(Relation.Items);
        foreach (var row in fixture.Live[0])
        {
            Assert.True(items.TryFindLineage(fixture.State.Items, row.Lineage, out var byLineage));
            Assert.Equal(row.Number, byLineage);
            Assert.True(items.TryFindPath(fixture.State.Items, row.Path, out var byPath));
            Assert.Equal(row.Path, items.GetPath(byPath));
            Assert.Equal(row.Lineage, items.GetLineage(row.Number));
            Assert.Equal(row.Path, items.GetPath(row.Number));
            Assert.Equal(row.Content, items.GetContent(row.Number));
            Assert.Equal(row.SizeBytes, items.GetSizeBytes(row.Number));
            Assert.Equal(row.IsDirectory, items.IsDirectory(row.Number));
        }

        var lineages = new long[fixture.Live[0].Count];
        items.ReadLineages(fixture.State.Items, lineages);
        Assert.Equal(fixture.Live[0].Select(row => row.Lineage.Value), lineages);
    }

    [Theory]
    [InlineData("tail")]
    [InlineData("sealed")]
    [InlineData("rebuilt")]
    public void FindByItem_EveryItem_GivesItsAnnotationsInNumberOrder(string form)
    {
        using var fixture = new QueryFixture(new Random(8), itemCount: 100);
        BringTo(fixture, form);
        var counts = fixture.Engine.CountAnnotations(fixture.State, fixture.Live[0].Select(row => row.Lineage).ToArray());
        for (var i = 0; i < fixture.Live[0].Count; i++)
        {
            var item = fixture.Live[0][i].Lineage;
            var expected = fixture.Live[1].Where(row => row.Item == item).Select(row => row.Number).ToList();
            var found = new List<RevisionNumber>();
            fixture.Store(Relation.Annotations).FindByItem(fixture.State.Annotations, item, found);
            Assert.Equal(expected, found);
            Assert.Equal(expected.Count, counts[i]);
        }

        Assert.Equal(counts.Count(count => count > 0), fixture.Engine.CountAnnotatedItems(fixture.State));
    }

    [Fact]
    public void Lookups_WhatTheStateDoesNotHold_AreNotFound()
    {
        using var fixture = new QueryFixture(new Random(9));
        var items = fixture.Store(Relation.Items);
        Assert.False(items.TryFindPath(fixture.State.Items, "/no/such/path", out _));
        Assert.False(items.TryFindLineage(fixture.State.Items, new Lineage(Lineage.MaxValue), out _));
        Assert.False(items.TryFindLineage(Venn.Bitmaps.RoaringBitmap.Empty, fixture.Live[0][0].Lineage, out _));
    }

    [Fact]
    public void Open_AfterSealing_MapsFilesAndHandsOutNoNumberOfASealedSegment()
    {
        using var fixture = new QueryFixture(new Random(10));
        fixture.SealAll();
        fixture.Reopen();
        var items = fixture.Store(Relation.Items);
        var last = fixture.Live[0][^1].Number.Segment.Value;
        Assert.IsType<SealedSegment>(items.Find(last));
        Assert.True(items.FirstFreeNumber >= (last + 1) << 16);
        Assert.Empty(fixture.Reports);
    }

    [Fact]
    public void Append_ToASealedSegment_IsRefused()
    {
        using var fixture = new QueryFixture(new Random(11));
        fixture.SealAll();
        Assert.Throws<InvalidOperationException>(() => fixture.Store(Relation.Items).Append([fixture.Live[0][0]]));
    }

    [Fact]
    public void Append_ManyWritersAtOnce_IsSearchableForEachAsSoonAsItReturns()
    {
        using var fixture = new QueryFixture(new Random(12));
        var store = fixture.Store(Relation.Items);
        var first = (fixture.Live[0][^1].Number.Segment.Value + 1) << 16;
        Parallel.For(0, 8, writer =>
        {
            for (var i = 0; i < 500; i++)
            {
                var number = first + (writer * 1000) + i;
                var revision = new Revision
                {
                    Number = new RevisionNumber(number),
                    Lineage = new Lineage(1_000_000 + number),
                    Path = $"/w{writer}/{i}",
                    Body = System.Text.Encoding.UTF8.GetBytes($$"""{"w{{writer}}":{{i}},"shared":"v{{i}}"}"""),
                };
                store.Append([revision]);
                var state = Venn.Bitmaps.RoaringBitmap.Of((ulong)number);
                Assert.True(store.TryFindPath(state, revision.Path, out var byPath) && byPath.Value == number);
                Assert.True(store.TryFindLineage(state, revision.Lineage, out var byLineage) && byLineage.Value == number);
                var selected = fixture.Engine.Select(
                    fixture.State with { Items = state }, Relation.Items,
                    new Filter.Compare(FieldPath.Parse("shared"), Comparison.Equal, FieldValue.Of($"v{i}")), CancellationToken.None);
                Assert.Equal(1, selected.Cardinality);
            }
        });
        Assert.IsType<TailSegment>(store.Find(first >> 16));
    }

    [Fact]
    public async Task Seal_WhileReadersAsk_ChangesNoAnswer()
    {
        using var fixture = new QueryFixture(new Random(13), itemCount: 2000);
        var questions = Enumerable.Range(0, 30).Select(_ => fixture.Data.NextFilter(Relation.Items))
            .Select(filter => (Filter: filter, Expected: fixture.Select(Relation.Items, filter))).ToList();
        var engine = fixture.Engine;
        var readers = Task.Run(() => Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < 10; i++)
            {
                foreach (var (filter, expected) in questions)
                {
                    Assert.Equal(expected, engine.Select(fixture.State, Relation.Items, filter, CancellationToken.None));
                }
            }
        }), TestContext.Current.CancellationToken);
        fixture.SealAll();
        await readers;
        Assert.IsType<SealedSegment>(fixture.Store(Relation.Items).Find(fixture.Live[0][0].Number.Segment.Value));
    }

    [Fact]
    public void Seal_DiskFails_LeavesTheSegmentInMemoryAndCanBeRepeated()
    {
        using var fixture = new QueryFixture(new Random(14));
        var directory = fixture.DirectoryOf(Relation.Items);
        var number = fixture.Live[0][0].Number.Segment;
        Directory.Delete(directory);
        Assert.ThrowsAny<IOException>(() => fixture.Store(Relation.Items).Seal(number));
        Assert.Equal(fixture.State.Items.Cardinality, fixture.Select(Relation.Items, new Filter.Exists(FieldPath.Path)).Cardinality);
        Directory.CreateDirectory(directory);
        fixture.Store(Relation.Items).Seal(number);
        Assert.IsType<SealedSegment>(fixture.Store(Relation.Items).Find(number.Value));
        Assert.Equal(fixture.State.Items.Cardinality, fixture.Select(Relation.Items, new Filter.Exists(FieldPath.Path)).Cardinality);
    }

    private static void BringTo(QueryFixture fixture, string form)
    {
        if (form != "tail")
        {
            fixture.SealAll();
            if (form == "rebuilt")
            {
                fixture.DeleteFiles();
                fixture.Reopen();
            }
        }
    }
}
