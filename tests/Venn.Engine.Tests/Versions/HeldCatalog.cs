using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Tests.Versions;

/// <summary>A catalog whose commits wait until they are let go, in order, and can be made to fail.</summary>
internal sealed class HeldCatalog(ICatalog inner) : ICatalog
{
    private readonly Lock gate = new();
    private readonly Queue<(CatalogBatch Batch, TaskCompletionSource<CatalogOutcome> Done)> waiting = new();

    public bool IsHolding { get; set; }

    /// <summary>Asked for each batch as its turn comes; an exception given is thrown, and nothing of it is written.</summary>
    public Func<CatalogBatch, Exception?> Fail { get; set; } = _ => null;

    public int WaitingCount
    {
        get
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }
    }

    public Task<CatalogOutcome> CommitAsync(CatalogBatch batch)
    {
        lock (gate)
        {
            if (!IsHolding)
            {
                return Fail(batch) is { } failure ? Task.FromException<CatalogOutcome>(failure) : inner.CommitAsync(batch);
            }

            var done = new TaskCompletionSource<CatalogOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue((batch, done));
            return done.Task;
        }
    }

    /// <summary>Lets everything go that waits, and all that comes after.</summary>
    public async Task ReleaseAsync()
    {
        while (true)
        {
            (CatalogBatch Batch, TaskCompletionSource<CatalogOutcome> Done) next;
            lock (gate)
            {
                if (!waiting.TryDequeue(out next))
                {
                    IsHolding = false;
                    return;
                }
            }

            if (Fail(next.Batch) is { } failure)
            {
                next.Done.SetException(failure);
            }
            else
            {
                next.Done.SetResult(await inner.CommitAsync(next.Batch));
            }
        }
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
