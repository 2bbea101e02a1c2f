using Venn.Bitmaps;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;
using Venn.TestKit.Generators;

namespace Venn.Engine.Tests.Model;

/// <summary>What a <see cref="TamperingCatalog"/> does wrong.</summary>
public enum Tampering
{
    LosesABlock,
    DropsAnAnnotation,
    ResurrectsAnItem,
    ForgetsAMask,
    LosesASnapshot,
}

/// <summary>A catalog that changes, now and then, what it is given to keep: the engine as it would be with a bug.</summary>
internal sealed class TamperingCatalog(ICatalog inner, Tampering tampering) : ICatalog
{
    /// <summary>It tampers with one in so many of what it can tamper with.</summary>
    private const int Every = 10;

    private int seen;

    public Task<CatalogOutcome> CommitAsync(CatalogBatch batch)
    {
        for (var i = 0; i < batch.Commits.Count; i++)
        {
            var delta = StateDeltaCodec.Decode(batch.Commits[i].Delta.Span, BodyGenerator.Masks.Count);
            var changed = tampering switch
            {
                Tampering.DropsAnAnnotation when !delta.Annotations.Added.IsEmpty && IsDue() =>
                    delta with { Annotations = delta.Annotations with { Added = WithoutFirst(delta.Annotations.Added) } },
                Tampering.ResurrectsAnItem when !delta.Items.Removed.IsEmpty && delta.Items.Added.IsEmpty && IsDue() =>
                    delta with { Items = delta.Items with { Removed = WithoutFirst(delta.Items.Removed) } },
                Tampering.ForgetsAMask when delta.FullMasks != 0 && IsDue() => delta with { FullMasks = 0 },
                _ => delta,
            };
            batch.Commits[i] = batch.Commits[i] with { Delta = StateDeltaCodec.Encode(changed) };
        }

        if (tampering == Tampering.LosesABlock && batch.RevisionBlocks.Count > 0 && IsDue())
        {
            batch.RevisionBlocks.RemoveAt(0);
        }

        if (tampering == Tampering.LosesASnapshot && batch.Snapshots.Count > 0 && IsDue())
        {
            batch.Snapshots.Clear();
        }

        return inner.CommitAsync(batch);
    }

    public IReadOnlyList<DatasetRecord> ReadDatasets() => inner.ReadDatasets();

    public IReadOnlyList<CommitRecord> ReadHeads() => inner.ReadHeads();

    public CommitRecord? ReadCommit(CommitKey key) => inner.ReadCommit(key);

    public IReadOnlyList<CommitRecord> ReadCommits(long dataset, long first, long last, int limit, bool descending) =>
        inner.ReadCommits(dataset, first, last, limit, descending);

    public IReadOnlyList<CommitRecord> ReadJoints(long dataset, long last) => inner.ReadJoints(dataset, last);

    public CommitRecord? ReadCommitAt(long dataset, long atMs) => inner.ReadCommitAt(dataset, atMs);

    public RevisionBlockRecord? ReadRevisionBlock(Relation relation, long number) => inner.ReadRevisionBlock(relation, number);

    public IEnumerable<RevisionBlockRecord> ReadRevisionBlocks(Relation relation, long first, long end) =>
        inner.ReadRevisionBlocks(relation, first, end);

    public long ReadRevisionEnd(Relation relation) => inner.ReadRevisionEnd(relation);

    public CheckpointRecord? ReadCheckpoint(CommitKey atOrBefore) => inner.ReadCheckpoint(atOrBefore);

    public ContainerRecord? ReadContainer(UInt128 hash) => inner.ReadContainer(hash);

    public IReadOnlyList<SnapshotRecord> ReadSnapshots(long dataset) => inner.ReadSnapshots(dataset);

    public SnapshotRecord? ReadSnapshot(string id) => inner.ReadSnapshot(id);

    public DocumentRecord? ReadDocument(string kind, string id) => inner.ReadDocument(kind, id);

    public IReadOnlyList<DocumentRecord> ReadDocuments(string kind, string? scope) => inner.ReadDocuments(kind, scope);

    public DocumentRecord? ReadDocumentByName(string kind, string scope, string name) => inner.ReadDocumentByName(kind, scope, name);

    public string? ReadLargestId(string below) => inner.ReadLargestId(below);

    public long GetSizeBytes() => inner.GetSizeBytes();

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private bool IsDue() => ++seen % Every == Every / 2;

    private static RoaringBitmap WithoutFirst(RoaringBitmap set) => RoaringBitmap.FromSorted([.. set.Skip(1)]);
}
