using System.Text;
using Venn.Bitmaps;
using Venn.Engine.Maintenance.Retention;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Tests.Maintenance;
using Venn.Engine.Tests.Versions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Proving;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Blobs;

namespace Venn.Engine.Tests.Proving;

/// <summary>From the digests of one state's items to those of another, by what differs alone; the whole way round is the oracle.</summary>
public sealed class StateDifferenceTests
{
    private const int Many = 200;

    private static readonly CancellationToken Never = CancellationToken.None;

    [Theory]
    [InlineData("nothing")]
    [InlineData("an item's body")]
    [InlineData("an item's path")]
    [InlineData("an item added")]
    [InlineData("an item removed")]
    [InlineData("an annotation changed")]
    [InlineData("an annotation added")]
    [InlineData("an annotation removed")]
    [InlineData("an annotation named from another item changed")]
    [InlineData("an annotation named from another item removed")]
    public async Task Digest_OneThingDiffers_LeadsFromEachStateToTheOther(string what)
    {
        await using var fixture = await VersionFixture.OpenAsync();
        var dataset = await FillAsync(fixture);
        var before = dataset.Head.State;
        await VersionFixture.WriteAsync(dataset, writer => Change(fixture, writer, what));

        AssertLeads(fixture.Store, before, dataset.Head.State);
        AssertLeads(fixture.Store, dataset.Head.State, before);
    }

    [Fact]
    public async Task Digest_OtherMasksOrHalfOfTheItems_LeadsFromEachStateToTheOther()
    {
        await using var fixture = await VersionFixture.OpenAsync();
        var dataset = await FillAsync(fixture);
        var masked = await fixture.CloneAsync(dataset, "masked", r => r with { Masks = [0] });
        var half = await fixture.CloneAsync(dataset, "half", r => r with
        {
            Filter = new Filter.Compare(FieldPath.Parse("metadata.user.k"), Comparison.Less, FieldValue.Of(3L)),
        });
        await fixture.SetAsync(half, "/1", "k", 9);

        foreach (var other in (DatasetState[])[masked.Head.State, half.Head.State])
        {
            AssertLeads(fixture.Store, dataset.Head.State, other);
            AssertLeads(fixture.Store, other, dataset.Head.State);
        }
    }

    [Fact]
    public async Task ComputeDigest_OfManyVersionsInAnyOrder_IsThatOfTheirBodies()
    {
        await using var fixture = await VersionFixture.OpenAsync();
        var dataset = await FillAsync(fixture);
        var versions = new List<DatasetVersion> { dataset.Head };
        for (var i = 0; i < 8; i++)
        {
            await fixture.SetAsync(dataset, $"/{i}", "k", i);
            await fixture.AnnotateAsync(dataset, $"/{i * 3}", $"label {i}");
            versions.Add(dataset.Head);
        }

        foreach (var version in versions.Concat(versions.AsEnumerable().Reverse()))
        {
            Assert.Equal(version.RecomputeDigest(Never), version.ComputeDigest(Never));
        }

        Assert.Equal(versions.Count, versions.Select(v => v.ComputeDigest(Never)).Distinct().Count());
    }

    /// <summary>Small states take no room of the bound of bytes, and each that is kept is held against the next.</summary>
    [Fact]
    public async Task ComputeDigest_OfMoreStatesThanAreKept_KeepsThoseUsedLast()
    {
        await using var fixture = await VersionFixture.OpenAsync();
        for (var i = 0; i < 30; i++)
        {
            _ = (await fixture.CreateAsync($"{i}", $"/{i}")).Head.ComputeDigest(Never);
        }

        Assert.Equal(8, fixture.Store.Context.Proofs.Count);
        fixture.Store.Context.Proofs.Clear();
        Assert.Equal(0, fixture.Store.Context.Proofs.Count);
    }

    [Fact]
    public async Task ComputeDigest_WhatTheKeptStateHeldWasCollected_IsThatOfTheBodies()
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var dataset = await FillAsync(f.Versions);
        await f.Store.DrainSealingAsync(Never);
        var before = dataset.Head.State;
        _ = dataset.Head.ComputeDigest(Never);
        await VersionFixture.RemoveAsync(dataset, [.. Enumerable.Range(20, Many - 20).Select(i => $"/{i}")]);
        await dataset.SetRetentionAsync(new RetentionRule { Commits = 1 });
        f.Clock.Advance(TimeSpan.FromDays(1));
        Assert.NotEqual(0, (await f.CollectAsync()).RevisionsRemoved);

        Assert.Equal(dataset.Head.RecomputeDigest(Never), dataset.Head.ComputeDigest(Never));
        Assert.Null(LeadOrNull(f.Store, before, dataset.Head.State));
    }

    [Fact]
    public void Replace_SomeByOthers_KeepsTheOrderAndRefusesWhatIsNotThere()
    {
        ContentHash[] digests = [Of(1), Of(3), Of(3), Of(5), Of(9)];

        Assert.Equal([Of(0), Of(3), Of(4), Of(9), Of(10)], DigestSort.Replace(digests, [Of(1), Of(3), Of(5)], [Of(0), Of(4), Of(10)])!);
        Assert.Equal(digests, DigestSort.Replace(digests, [], [])!);
        Assert.Equal([Of(7)], DigestSort.Replace(digests, digests, [Of(7)])!);
        Assert.Null(DigestSort.Replace(digests, [Of(2)], []));
        Assert.Null(DigestSort.Replace(digests, [Of(1), Of(1)], [Of(2)]));
        Assert.Null(DigestSort.Replace(digests, [Of(10)], [Of(0), Of(11)]));
        Assert.Null(DigestSort.Replace(digests, [Of(7), Of(8)], [Of(6)]));
    }

    private static ContentHash Of(ulong value) => new(value, 0, 0, 0);

    private static void AssertLeads(VersionStore store, DatasetState from, DatasetState to) =>
        Assert.Equal(new ItemDigests(store.Context, to, DigestSource.Bodies, Never).Compute(), LeadOrNull(store, from, to));

    private static ContentHash[]? LeadOrNull(VersionStore store, DatasetState from, DatasetState to)
    {
        try
        {
            var (gone, come) = new StateDifference(store.Context, from, to).Digest(Never);
            return DigestSort.Replace(new ItemDigests(store.Context, from, DigestSource.Bodies, Never).Compute(), gone, come);
        }
        catch (Exception e) when (e is RevisionGoneException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Items of two annotations each; the second names the first one of the item behind.</summary>
    private static async Task<Dataset> FillAsync(VersionFixture fixture)
    {
        var dataset = await fixture.CreateAsync("one");
        await VersionFixture.WriteAsync(dataset, writer =>
        {
            var before = Lineage.None;
            foreach (var i in Enumerable.Range(0, Many))
            {
                var item = fixture.Add(writer, $"/{i}", body: $$$"""{"metadata":{"user":{"k":{{{i % 7}}} } } }""");
                var first = Annotate(writer, item.Lineage, $$"""{"label":"first {{i}}"}""");
                Annotate(writer, item.Lineage, $$"""{"label":"second","parentId":"{{before.Value:x24}}"}""");
                before = first.Lineage;
            }
        });
        return dataset;
    }

    private static void Change(VersionFixture fixture, DatasetWriter writer, string what)
    {
        var item = writer.FindItem("/3")!;
        var annotations = writer.ReadAnnotations(item.Lineage);
        switch (what)
        {
            case "nothing":
                break;
            case "an item's body":
                writer.UpdateItem(item with { Body = """{"metadata":{"user":{"k":77}}}"""u8.ToArray() });
                break;
            case "an item's path":
                writer.UpdateItem(item with { Path = "/3x" });
                break;
            case "an item added":
                Annotate(writer, fixture.Add(writer, "/new").Lineage, """{"label":"new"}""");
                break;
            case "an item removed":
                writer.RemoveItems(RoaringBitmap.Of((ulong)item.Number.Value));
                break;
            case "an annotation added":
                Annotate(writer, item.Lineage, """{"label":"new"}""");
                break;
            case "an annotation removed":
                writer.RemoveAnnotations(RoaringBitmap.Of((ulong)annotations[1].Number.Value));
                break;
            case "an annotation named from another item removed":
                writer.RemoveAnnotations(RoaringBitmap.Of((ulong)annotations[0].Number.Value));
                break;
            default:
                var index = what == "an annotation changed" ? 1 : 0;
                writer.UpdateAnnotation(annotations[index] with { Body = """{"label":"other"}"""u8.ToArray() });
                break;
        }
    }

    private static Revision Annotate(DatasetWriter writer, Lineage item, string body) => writer.AddAnnotation(new Revision
    {
        Lineage = writer.NewIdentity().Lineage, Item = item, Body = Encoding.UTF8.GetBytes(body),
    });
}
