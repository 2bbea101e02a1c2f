using Venn.Storage.Catalog.Records;

namespace Venn.Storage.Catalog;

/// <summary>
/// The durable truth: datasets, commits, revisions, snapshots and documents. Everything else Venn keeps is derived
/// from it. SQLite embedded, PostgreSQL for many servers; one contract suite holds them all.
/// </summary>
/// <remarks>
/// <b>Durability</b>: see <see cref="CommitAsync"/>. <b>Threads</b>: every member is safe at any time; a read sees
/// whole transactions only, and every transaction whose task had completed before the read began. Reads are
/// synchronous: the embedded store answers from its page cache and the engine's inner loops are synchronous.
/// </remarks>
public interface ICatalog : IAsyncDisposable
{
    /// <summary>
    /// Applies a transaction. Transactions are applied in the order of the calls; those that wait together share
    /// one fsync (group commit), yet each is all or nothing on its own.
    /// </summary>
    /// <returns>Completes when the transaction is durable, or refused with nothing of it written.</returns>
    /// <exception cref="IOException">The disk is full or failed. Nothing of this transaction is written.</exception>
    /// <exception cref="ArgumentException">A commit's dataset, or a snapshot's commit, is not there. Nothing is
    /// written.</exception>
    Task<CatalogOutcome> CommitAsync(CatalogBatch batch);

    /// <summary>All datasets, deleted ones too, by ordinal.</summary>
    IReadOnlyList<DatasetRecord> ReadDatasets();

    /// <summary>The last commit of every dataset, in no order.</summary>
    IReadOnlyList<CommitRecord> ReadHeads();

    CommitRecord? ReadCommit(CommitKey key);

    /// <summary>
    /// Commits with first ≤ sequence ≤ last, ascending, or descending when asked; at most <paramref name="limit"/>.
    /// </summary>
    IReadOnlyList<CommitRecord> ReadCommits(long dataset, long first, long last, int limit, bool descending);

    /// <summary>
    /// Commits of the dataset up to a sequence whose parents are not the commit before them alone: the first one, and
    /// merges; ascending.
    /// </summary>
    IReadOnlyList<CommitRecord> ReadJoints(long dataset, long last);

    /// <summary>The last commit of the dataset with <c>CreatedAtMs</c> ≤ <paramref name="atMs"/>, if any.</summary>
    CommitRecord? ReadCommitAt(long dataset, long atMs);

    /// <summary>The block that holds <paramref name="number"/>, if any does.</summary>
    RevisionBlockRecord? ReadRevisionBlock(Relation relation, long number);

    /// <summary>Blocks that meet [first, end), ascending, streamed.</summary>
    IEnumerable<RevisionBlockRecord> ReadRevisionBlocks(Relation relation, long first, long end);

    /// <summary>One past the largest revision number written; 0 when there is none.</summary>
    long ReadRevisionEnd(Relation relation);

    /// <summary>The checkpoint with the largest sequence ≤ the given one, if any.</summary>
    CheckpointRecord? ReadCheckpoint(CommitKey atOrBefore);

    ContainerRecord? ReadContainer(UInt128 hash);

    /// <summary>Snapshots of a dataset, by id.</summary>
    IReadOnlyList<SnapshotRecord> ReadSnapshots(long dataset);

    SnapshotRecord? ReadSnapshot(string id);

    DocumentRecord? ReadDocument(string kind, string id);

    /// <summary>Documents of a kind (and scope, unless null), by id.</summary>
    IReadOnlyList<DocumentRecord> ReadDocuments(string kind, string? scope);

    DocumentRecord? ReadDocumentByName(string kind, string scope, string name);

    /// <summary>
    /// The largest document or snapshot id that stands ordinally before <paramref name="below"/>; null when there is
    /// none. Ids of entities ascend with time and begin with ten zeros; other documents may have ids of any form.
    /// </summary>
    string? ReadLargestId(string below);

    /// <summary>First number and count of every block, ascending, streamed, without the blocks' data.</summary>
    IEnumerable<(long First, int Count)> ReadRevisionRanges(Relation relation);

    /// <summary>Checkpoints of a dataset, by sequence, streamed.</summary>
    IEnumerable<CheckpointRecord> ReadCheckpoints(long dataset);

    /// <summary>The hash of every stored container, streamed.</summary>
    IEnumerable<UInt128> ReadContainerHashes();

    /// <summary>
    /// Gives the space of deleted rows back to the disk, behind every transaction given before; transactions given
    /// meanwhile wait.
    /// </summary>
    /// <param name="whole">
    /// True: everything is written anew, so that no byte of a deleted row is in any file of the catalog; cost: the
    /// whole catalog, and its size again on disk meanwhile. False: free pages alone, some tens of megabytes at most.
    /// </param>
    /// <returns>False when a reader that is still open kept the log from being emptied: try again.</returns>
    /// <exception cref="IOException">The disk is full or failed; nothing is lost.</exception>
    Task<bool> CompactAsync(bool whole);

    /// <summary>Bytes of the catalog's own files on disk.</summary>
    long GetSizeBytes();
}
