using Venn.Engine.Maintenance.Erasure;
using Venn.Engine.Revisions;
using Venn.Engine.Tests.Versions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Proving;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;
using Venn.TestKit.Simulation;

namespace Venn.Engine.Tests.Proving;

/// <summary>Digests while something is erased, and after all of a segment was.</summary>
public class DigestErasureTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    /// <summary>The version lives on without what was erased: it has a digest, and that is of what is left.</summary>
    [Fact]
    public async Task RecomputeDigest_SomethingIsErasedWhileBodiesAreRead_IsThatOfWhatIsLeft()
    {
        InterruptedCatalog? catalog = null;
        await using var fixture = await VersionFixture.OpenAsync(inner => catalog = new InterruptedCatalog(inner));
        var dataset = await fixture.CreateAsync("one", [.. Enumerable.Range(0, 200).Select(i => $"/{i}")]);
        await fixture.Store.DrainSealingAsync(Never);
        var head = dataset.Head;
        var before = head.RecomputeDigest(Never);
        var secret = head.FindItem("/7")!.Lineage;

        catalog!.OnRead = () => EraseAsync(fixture, secret).GetAwaiter().GetResult();
        var digest = head.RecomputeDigest(Never);

        Assert.Null(catalog.OnRead);
        Assert.NotEqual(before, digest);
        Assert.Null(head.FindItem("/7"));
        Assert.Equal(head.RecomputeDigest(Never), digest);
    }

    [Fact]
    public async Task Erase_EveryRowOfASegment_LeavesNoDigestOfIt()
    {
        await using var fixture = await VersionFixture.OpenAsync();
        var dataset = await fixture.CreateAsync("one", [.. Enumerable.Range(0, 200).Select(i => $"/{i}")]);
        await fixture.Store.DrainSealingAsync(Never);
        _ = dataset.Head.ComputeDigest(Never);
        var digests = fixture.Store.Context.Digests;
        var segment = new SegmentNumber(0);
        Assert.NotNull(digests.FindKept(Relation.Items, segment));
        var all = dataset.Head.Read(Relation.Items, dataset.Head.State.Items).Where(r => r.Number.Segment == segment);

        await EraseAsync(fixture, [.. all.Select(r => r.Lineage)]);

        Assert.Null(digests.FindKept(Relation.Items, segment));
        Assert.DoesNotContain(
            Directory.GetFiles(fixture.DataDirectory, "0000000000.vdig", SearchOption.AllDirectories),
            file => Path.GetFileName(Path.GetDirectoryName(file)) == "items");
        Assert.Equal(dataset.Head.RecomputeDigest(Never), dataset.Head.ComputeDigest(Never));
    }

    private static Task<ErasureReport> EraseAsync(VersionFixture fixture, params Lineage[] items) => fixture.Store.Upkeep.EraseAsync(
        new ErasureRequest { Items = items, Author = "dpo@example.org", Reason = "asked" }, Never);

    /// <summary>Does something once, before some bodies are read.</summary>
    private sealed class InterruptedCatalog(ICatalog inner) : DelegatingCatalog(inner)
    {
        private Action? onRead;

        public Action? OnRead
        {
            get => Volatile.Read(ref onRead);
            set => Volatile.Write(ref onRead, value);
        }

        public override Task<CatalogOutcome> CommitAsync(CatalogBatch batch) => Inner.CommitAsync(batch);

        public override IEnumerable<RevisionBlockRecord> ReadRevisionBlocks(Relation relation, long first, long end)
        {
            Interlocked.Exchange(ref onRead, null)?.Invoke();
            return base.ReadRevisionBlocks(relation, first, end);
        }
    }
}
