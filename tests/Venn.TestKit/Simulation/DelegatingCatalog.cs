using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.TestKit.Simulation;

/// <summary>A catalog over another: every read is the other's, and what becomes of a transaction is for the one derived to say.</summary>
public abstract class DelegatingCatalog(ICatalog inner) : ICatalog
{
    protected ICatalog Inner { get; } = inner;

    public abstract Task<CatalogOutcome> CommitAsync(CatalogBatch batch);

    public IReadOnlyList<DatasetRecord> ReadDatasets() => Inner.ReadDatasets();

    public IReadOnlyList<CommitRecord> ReadHeads() => Inner.ReadHeads();

    public CommitRecord? ReadCommit(CommitKey key) => Inner.ReadCommit(key);

    public virtual IReadOnlyList<CommitRecord> ReadCommits(long dataset, long first, long last, int limit, bool descending) =>
        Inner.ReadCommits(dataset, first, last, limit, descending);

    public virtual IReadOnlyList<CommitRecord> ReadJoints(long dataset, long last) => Inner.ReadJoints(dataset, last);

    public virtual CommitRecord? ReadCommitAt(long dataset, long atMs) => Inner.ReadCommitAt(dataset, atMs);

    public RevisionBlockRecord? ReadRevisionBlock(Relation relation, long number) => Inner.ReadRevisionBlock(relation, number);

    public virtual IEnumerable<RevisionBlockRecord> ReadRevisionBlocks(Relation relation, long first, long end) =>
        Inner.ReadRevisionBlocks(relation, first, end);

    public long ReadRevisionEnd(Relation relation) => Inner.ReadRevisionEnd(relation);

    public IEnumerable<(long First, int Count)> ReadRevisionRanges(Relation relation) => Inner.ReadRevisionRanges(relation);

    public IEnumerable<CheckpointRecord> ReadCheckpoints(long dataset) => Inner.ReadCheckpoints(dataset);

    public IEnumerable<UInt128> ReadContainerHashes() => Inner.ReadContainerHashes();

    public virtual Task<bool> CompactAsync(bool whole) => Inner.CompactAsync(whole);

    public CheckpointRecord? ReadCheckpoint(CommitKey atOrBefore) => Inner.ReadCheckpoint(atOrBefore);

    public ContainerRecord? ReadContainer(UInt128 hash) => Inner.ReadContainer(hash);

    public IReadOnlyList<SnapshotRecord> ReadSnapshots(long dataset) => Inner.ReadSnapshots(dataset);

    public SnapshotRecord? ReadSnapshot(string id) => Inner.ReadSnapshot(id);

    public DocumentRecord? ReadDocument(string kind, string id) => Inner.ReadDocument(kind, id);

    public IReadOnlyList<DocumentRecord> ReadDocuments(string kind, string? scope) => Inner.ReadDocuments(kind, scope);

    public DocumentRecord? ReadDocumentByName(string kind, string scope, string name) => Inner.ReadDocumentByName(kind, scope, name);

    public string? ReadLargestId(string below) => Inner.ReadLargestId(below);

    public long GetSizeBytes() => Inner.GetSizeBytes();

    public async ValueTask DisposeAsync()
    {
        await Inner.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
