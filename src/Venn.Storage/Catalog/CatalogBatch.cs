using Venn.Storage.Catalog.Records;

namespace Venn.Storage.Catalog;

/// <summary>
/// The writes of one transaction: all or none, applied in the order in which the members stand here. Filled by one
/// thread, then handed over and not touched again.
/// </summary>
public sealed class CatalogBatch
{
    /// <summary>Inserted; a taken ordinal, or a taken (scope, name) among the living, is a conflict.</summary>
    public List<DatasetRecord> NewDatasets { get; } = [];

    /// <summary>Replaced by ordinal; a missing ordinal or a taken name is a conflict.</summary>
    public List<DatasetRecord> ChangedDatasets { get; } = [];

    /// <summary>
    /// Inserted; a taken key is a conflict (another writer moved the head), and so is one past the first whose
    /// predecessor
    /// is not there (it failed, and what stood on it fails with it).
    /// </summary>
    public List<CommitRecord> Commits { get; } = [];

    /// <summary>
    /// Replaced by key; a missing one is a conflict. For retention, which forgets what commits changed, and for erasure:
    /// nothing else changes a commit.
    /// </summary>
    public List<CommitRecord> ChangedCommits { get; } = [];

    /// <summary>
    /// Relation and first number of blocks that go; nothing happens if absent. Before <see cref="RevisionBlocks"/>, so
    /// that a block can be replaced. For collection and erasure alone.
    /// </summary>
    public List<(Relation Relation, long First)> DeletedRevisionBlocks { get; } = [];

    /// <summary>
    /// Inserted; a taken first number is a conflict. That blocks do not overlap is the caller's part.
    /// </summary>
    public List<RevisionBlockRecord> RevisionBlocks { get; } = [];

    /// <summary>Nothing happens if absent. Before <see cref="Checkpoints"/>.</summary>
    public List<CommitKey> DeletedCheckpoints { get; } = [];

    /// <summary>Nothing happens if absent. Before <see cref="Containers"/>.</summary>
    public List<UInt128> DeletedContainers { get; } = [];

    /// <summary>Inserted or replaced.</summary>
    public List<CheckpointRecord> Checkpoints { get; } = [];

    /// <summary>Inserted unless the hash is there.</summary>
    public List<ContainerRecord> Containers { get; } = [];

    /// <summary>By id; nothing happens if absent. Before <see cref="Snapshots"/>, so that a name is free again.</summary>
    public List<string> DeletedSnapshots { get; } = [];

    /// <summary>Inserted; a taken id, or a taken name in the dataset, is a conflict.</summary>
    public List<SnapshotRecord> Snapshots { get; } = [];

    /// <summary>Inserted; a taken id, or a taken name in kind and scope, is a conflict.</summary>
    public List<DocumentRecord> NewDocuments { get; } = [];

    /// <summary>Inserted or replaced by kind and id; a taken name is a conflict.</summary>
    public List<DocumentRecord> ChangedDocuments { get; } = [];

    /// <summary>Kind and id; nothing happens if absent.</summary>
    public List<(string Kind, string Id)> DeletedDocuments { get; } = [];

    /// <summary>
    /// Ordinals whose snapshots, checkpoints and commits go; the dataset's own row stays, so that its ordinal is never
    /// given again.
    /// </summary>
    public List<long> PurgedDatasets { get; } = [];
}
