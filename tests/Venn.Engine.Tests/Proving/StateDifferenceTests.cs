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
using Venn.Storage.Catalog;

namespace Venn.Engine.Tests.Proving;

/// <summary>From the parts of one state to those of another, by what differs alone; the whole way round is the oracle.</summary>
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

        AssertLeadsBothWays(fixture.Store, before, dataset.Head.State);
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

        AssertLeadsBothWays(fixture.Store, dataset.Head.State, masked.Head.State);
        AssertLeadsBothWays(fixture.Store, dataset.Head.State, half.Head.State);
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

    /// <summary>Each that is kept is held against the next: small ones too are no more than some.</summary>
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
        Assert.Throws<RevisionGoneException>(() => StateParts.Read(f.Store.Context, before, _ => 0, Never));
    }

    /// <summary>
    /// Somebody holds a version of which rows are collected and whose segments were made again: columns have other values there,
    /// and digests are zeros. No digest is right for it.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ComputeDigest_OfAVersionThatWasCollected_SaysSo(bool fromBodies)
    {
        await using var f = await UpkeepFixture.OpenAsync();
        var dataset = await FillAsync(f.Versions);
        await f.Store.DrainSealingAsync(Never);
        var held = dataset.Head;
        _ = held.State;
        await VersionFixture.RemoveAsync(dataset, [.. Enumerable.Range(20, Many - 20).Select(i => $"/{i}")]);
        await dataset.SetRetentionAsync(new RetentionRule { Commits = 1 });
        f.Clock.Advance(TimeSpan.FromDays(1));
        var report = await f.CollectAsync();
        Assert.NotEqual(0, report.RevisionsRemoved);

        Assert.Throws<RevisionGoneException>(() => fromBodies ? held.RecomputeDigest(Never) : held.ComputeDigest(Never));
        Assert.Equal(dataset.Head.RecomputeDigest(Never), dataset.Head.ComputeDigest(Never));
    }

    /// <summary>Of parts with several items, of which one differs, the others are found and hashed again.</summary>
    [Fact]
    public async Task Follow_ItemsThatShareTheirPart_LeadsFromEachStateToTheOther()
    {
        await using var fixture = await VersionFixture.OpenAsync();
        var dataset = await FillAsync(fixture, count: 4000);
        await fixture.Store.DrainSealingAsync(Never);
        var context = fixture.Store.Context;
        var before = dataset.Head.State;
        var digester = context.Digests.NewDigester();
        var own = new byte[32];
        var shared = dataset.Head.Read(Relation.Items, before.Items)
            .GroupBy(item =>
            {
                digester.Digest(Relation.Items, item, own);
                return (own[0] << 8) | own[1];
            })
            .Where(part => part.Count() > 1).Take(6).Select(part => part.ToList()).ToList();
        Assert.Equal(6, shared.Count);

        await VersionFixture.WriteAsync(dataset, writer =>
        {
            writer.UpdateItem(shared[0][0] with { Body = """{"k":"another"}"""u8.ToArray() });
            writer.RemoveItems(RoaringBitmap.Of((ulong)shared[1][0].Number.Value));
            var moved = writer.ReadAnnotations(shared[2][0].Lineage)[1];
            writer.RemoveAnnotations(RoaringBitmap.Of((ulong)moved.Number.Value));
            Annotate(writer, shared[3][0].Lineage, Encoding.UTF8.GetString(moved.Body.Span));

            // Named by the annotation of an item in some other part.
            writer.UpdateAnnotation(writer.ReadAnnotations(shared[4][1].Lineage)[0] with { Body = """{"label":"another"}"""u8.ToArray() });
            writer.RemoveItems(RoaringBitmap.Of([.. shared[5].Select(item => (ulong)item.Number.Value).Order()]));
        });

        AssertLeadsBothWays(fixture.Store, before, dataset.Head.State);
    }

    [Fact]
    public async Task Follow_EmptyStatesAndOtherMasksOnAnnotations_LeadsFromEachStateToTheOther()
    {
        await using var fixture = await VersionFixture.OpenAsync();
        var dataset = await FillAsync(fixture);
        var empty = await fixture.CreateAsync("empty");
        await VersionFixture.WriteAsync(dataset, writer =>
        {
            foreach (var i in (int[])[3, 4, 9])
            {
                Annotate(writer, writer.FindItem($"/{i}")!.Lineage, """{"label":"x","note":"seen by one alone"}""");
            }
        });
        var ofAnnotations = Array.FindIndex(fixture.Store.Context.Masks, m => m.Relation == Relation.Annotations);
        Assert.True(ofAnnotations >= 0, "The fixture has no mask on annotations.");
        var masked = await fixture.CloneAsync(dataset, "masked", r => r with { Masks = [ofAnnotations] });
        Assert.NotEqual(dataset.Head.ComputeDigest(Never), masked.Head.ComputeDigest(Never));

        AssertLeadsBothWays(fixture.Store, dataset.Head.State, empty.Head.State);
        AssertLeadsBothWays(fixture.Store, dataset.Head.State, masked.Head.State);
    }

    /// <summary>Growing segments are filled by one thread while others read them.</summary>
    [Fact]
    public async Task ComputeDigest_OnSeveralThreadsWhileTheSegmentsGrow_IsThatOfTheBodies()
    {
        await using var fixture = await VersionFixture.OpenAsync();
        var dataset = await FillAsync(fixture);
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            var seen = new Dictionary<CommitId, ContentHash>();
            do
            {
                var head = dataset.Head;
                seen[head.Commit.Id] = head.ComputeDigest(Never);
            }
            while (!done.IsCancellationRequested);
            return seen;
        })).ToList();
        for (var i = 0; i < 60; i++)
        {
            await fixture.AnnotateAsync(dataset, $"/{i * 3}", $"label {i}");
        }

        await done.CancelAsync();
        foreach (var (commit, digest) in (await Task.WhenAll(readers)).SelectMany(seen => seen))
        {
            Assert.Equal(dataset.FindVersion(commit.Sequence)!.RecomputeDigest(Never), digest);
        }
    }

    [Fact]
    public void Replace_SomeParts_TakesThemFromTheOthersAndKeepsTheRest()
    {
        var kept = Parts((1, 10), (3, 30), (5, 50), (0xffff, 70));
        var isReplaced = new bool[PartDigests.PartCount];
        foreach (var part in (int[])[0, 3, 4, 5, 0xfffe])
        {
            isReplaced[part] = true;
        }

        AssertSame(
            Parts((0, 1), (1, 10), (4, 41), (5, 51), (0xfffe, 61), (0xffff, 70)),
            kept.Replace(isReplaced, Parts((0, 1), (4, 41), (5, 51), (0xfffe, 61))));
        AssertSame(Parts((1, 10), (0xffff, 70)), kept.Replace(isReplaced, Parts()));
        AssertSame(kept, kept.Replace(new bool[PartDigests.PartCount], Parts()));
        AssertSame(Parts((7, 7)), Parts().Replace(isReplaced, Parts((7, 7))));
    }

    /// <summary>What differs lies in too many parts: the difference is not followed, for the whole is no longer way.</summary>
    [Fact]
    public async Task Follow_MoreItemsThanMayBeComputed_IsNull()
    {
        await using var fixture = await VersionFixture.OpenAsync();
        var dataset = await FillAsync(fixture);
        var before = dataset.Head.State;
        await fixture.SetAsync(dataset, "/3", "k", 9);
        var kept = new StateParts(fixture.Store.Context, before, DigestSource.Bodies, Never).Compute();
        var difference = new StateDifference(fixture.Store.Context, before, dataset.Head.State);

        Assert.Null(difference.Follow(kept, largest: 0, Never));
        Assert.NotNull(difference.Follow(kept, largest: 20, Never));
    }

    private static PartDigests Parts(params (int Part, ulong Digest)[] parts) =>
        new([.. parts.Select(p => (ushort)p.Part)], [.. parts.Select(p => new ContentHash(p.Digest, 0, 0, 0))]);

    private static void AssertSame(PartDigests expected, PartDigests actual) => Assert.Equal(expected.ComputeState(), actual.ComputeState());

    private static void AssertLeadsBothWays(VersionStore store, DatasetState one, DatasetState other)
    {
        AssertLeads(store, one, other);
        AssertLeads(store, other, one);
    }

    private static void AssertLeads(VersionStore store, DatasetState from, DatasetState to) =>
        AssertSame(new StateParts(store.Context, to, DigestSource.Bodies, Never).Compute(), Lead(store, from, to));

    private static PartDigests Lead(VersionStore store, DatasetState from, DatasetState to) =>
        new StateDifference(store.Context, from, to).Follow(
            new StateParts(store.Context, from, DigestSource.Bodies, Never).Compute(), largest: int.MaxValue, Never)!;

    /// <summary>Items of two annotations each; the second names the first one of the item behind.</summary>
    private static async Task<Dataset> FillAsync(VersionFixture fixture, int count = Many)
    {
        var dataset = await fixture.CreateAsync("one");
        await VersionFixture.WriteAsync(dataset, writer =>
        {
            var before = Lineage.None;
            foreach (var i in Enumerable.Range(0, count))
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
