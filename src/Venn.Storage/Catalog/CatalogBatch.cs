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
    /// Inserted; a taken first number is a conflict. That blocks do not overlap is the caller's part.
    /// </summary>
    public List<RevisionBlockRecord> RevisionBlocks { get; } = [];

    /// <summary>Inserted or replaced.</summary>
    public List<CheckpointRecord> Checkpoints { get; } = [];

    /// <summary>Inserted unless the hash is there.</summary>
    public List<ContainerRecord> Containers { get; } = [];

    /// <summary>Inserted; a taken id, or a taken name in the dataset, is a conflict.</summary>
    public List<SnapshotRecord> Snapshots { get; } = [];

    /// <summary>Inserted; a taken id, or a taken name in kind and scope, is a conflict.</summary>
    public List<DocumentRecord> NewDocuments { get; } = [];

    /// <summary>Inserted or replaced by kind and id; a taken name is a conflict.</summary>
    public List<DocumentRecord> ChangedDocuments { get; } = [];

    /// <summary>Kind and id; nothing happens if absent.</summary>
    public List<(string Kind, string Id)> DeletedDocuments { get; } = [];
}
