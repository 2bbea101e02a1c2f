using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Writing;

/// <summary>A prepared commit: what changes, and the rows that go with it.</summary>
internal sealed class PendingCommit
{
    /// <summary>From so many revisions on, encoding is worth a second core.</summary>
    private const int ParallelFloor = 2048;

    private readonly Action? settle;

    private PendingCommit(StateDelta? delta, CatalogBatch batch, Action? settle)
    {
        Delta = delta;
        Batch = batch;
        this.settle = settle;
    }

    /// <summary>Null when nothing changes.</summary>
    public StateDelta? Delta { get; }

    public CatalogBatch Batch { get; }

    /// <summary>Parents beside the commit before.</summary>
    public IReadOnlyList<CommitId> MergedParents { get; private init; } = [];

    public long MergedGeneration { get; private init; }

    public PendingCommit WithMerged(IReadOnlyCollection<Commit> merged) => new(Delta, Batch, settle)
    {
        MergedParents = [.. merged.Select(c => c.Id)],
        MergedGeneration = merged.Select(c => c.Generation).DefaultIfEmpty(0).Max(),
    };

    /// <param name="delta">What changes; null for nothing.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="settle">Run once it is durable or given up.</param>
    public static PendingCommit From(StateDelta? delta, CatalogBatch batch, Action? settle = null) => new(delta, batch, settle);

    /// <summary>Of a finished edit: its revisions are made searchable and encoded, at once where that is worth it.</summary>
    public static PendingCommit From(DatasetWriter writer)
    {
        if (writer.Items.IsEmpty && writer.Annotations.IsEmpty)
        {
            return new PendingCommit(null, writer.Along, null);
        }

        // What was written and removed again in one edit leaves no trace.
        var delta = writer.Delta();
        return delta.Items.IsEmpty && delta.Annotations.IsEmpty
            ? new PendingCommit(null, writer.Along, () => Settle(writer))
            : From(writer, delta);
    }

    /// <summary>As <see cref="From(DatasetWriter)"/>, with a delta that says more than the edit's own.</summary>
    public static PendingCommit From(DatasetWriter writer, StateDelta delta)
    {
        if (writer.Items.Written.Length + writer.Annotations.Written.Length >= ParallelFloor)
        {
            var flushing = Task.Run(writer.FlushRevisions);
            Encode(writer);
            flushing.GetAwaiter().GetResult();
        }
        else
        {
            writer.FlushRevisions();
            Encode(writer);
        }

        return new PendingCommit(delta, writer.Along, () => Settle(writer));
    }

    public void Settle() => settle?.Invoke();

    private static void Settle(DatasetWriter writer)
    {
        writer.Items.Settle();
        writer.Annotations.Settle();
    }

    private static void Encode(DatasetWriter writer)
    {
        var origin = new CommitId(writer.Base.Dataset.Ordinal, writer.Base.Commit.Id.Sequence + 1);
        writer.Along.RevisionBlocks.AddRange(
            RevisionBlockCodec.Encode(Relation.Items, writer.Items.Live.ToArray(), origin));
        writer.Along.RevisionBlocks.AddRange(
            RevisionBlockCodec.Encode(Relation.Annotations, writer.Annotations.Live.ToArray(), origin));
    }
}

internal static class CatalogBatchExtensions
{
    public static bool IsEmpty(this CatalogBatch batch) =>
        batch is
        {
            NewDatasets.Count: 0, ChangedDatasets.Count: 0, Commits.Count: 0, RevisionBlocks.Count: 0, Checkpoints.Count: 0,
            Containers.Count: 0, Snapshots.Count: 0, ChangedCommits.Count: 0, DeletedRevisionBlocks.Count: 0,
            DeletedCheckpoints.Count: 0, DeletedContainers.Count: 0, DeletedSnapshots.Count: 0, PurgedDatasets.Count: 0,
            NewDocuments.Count: 0, ChangedDocuments.Count: 0, DeletedDocuments.Count: 0,
        };
}
