using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.CrashTests.Faults;

/// <summary>A catalog whose n-th transaction fails, or from whose n-th on all do: the disk is full, or the machine is gone.</summary>
internal sealed class FailingCatalog(ICatalog inner) : ICatalog
{
    private int count;

    /// <summary>Transactions asked for since the last <see cref="FailAt"/>.</summary>
    public int Count => count;

    private int First { get; set; } = int.MaxValue;

    private bool IsLasting { get; set; }

    public void FailAt(int first, bool isLasting) => (First, IsLasting, count) = (first, isLasting, 0);

    public Task<CatalogOutcome> CommitAsync(CatalogBatch batch)
    {
        var now = Interlocked.Increment(ref count);
        return now == First || (IsLasting && now > First)
            ? Task.FromException<CatalogOutcome>(new IOException($"The simulated disk failed in transaction {now}."))
            : inner.CommitAsync(batch);
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
}
