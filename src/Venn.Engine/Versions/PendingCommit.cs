using Venn.Engine.Revisions;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Versions;

/// <summary>A prepared commit: what changes, and the rows that go with it.</summary>
internal sealed class PendingCommit
{
    /// <summary>From so many revisions on, encoding is worth a second core.</summary>
    private const int ParallelFloor = 2048;

    private readonly DatasetWriter? writer;

    private PendingCommit(StateDelta? delta, CatalogBatch batch, DatasetWriter? writer)
    {
        Delta = delta;
        Batch = batch;
        this.writer = writer;
    }

    /// <summary>Null when nothing changes.</summary>
    public StateDelta? Delta { get; }

    public CatalogBatch Batch { get; }

    public IReadOnlyList<CommitId> MergedParents { get; init; } = [];

    public long MergedGeneration { get; init; }

    public static PendingCommit From(StateDelta delta, CatalogBatch batch) => new(delta, batch, null);

    /// <summary>Of a finished edit: its revisions are made searchable and encoded, at once where that is worth it.</summary>
    public static PendingCommit From(DatasetWriter writer)
    {
        if (writer.Items.IsEmpty && writer.Annotations.IsEmpty)
        {
            return new PendingCommit(null, writer.Along, writer);
        }

        return From(writer, writer.Delta());
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

        return new PendingCommit(delta, writer.Along, writer);
    }

    public void Settle()
    {
        writer?.Items.Settle();
        writer?.Annotations.Settle();
    }

    private static void Encode(DatasetWriter writer)
    {
        writer.Along.RevisionBlocks.AddRange(RevisionBlockCodec.Encode(Relation.Items, writer.Items.Live.ToArray()));
        writer.Along.RevisionBlocks.AddRange(RevisionBlockCodec.Encode(Relation.Annotations, writer.Annotations.Live.ToArray()));
    }
}

internal static class CatalogBatchExtensions
{
    public static bool IsEmpty(this CatalogBatch batch) =>
        batch is
        {
            NewDatasets.Count: 0, ChangedDatasets.Count: 0, Commits.Count: 0, RevisionBlocks.Count: 0, Checkpoints.Count: 0,
            Containers.Count: 0, Snapshots.Count: 0, NewDocuments.Count: 0, ChangedDocuments.Count: 0, DeletedDocuments.Count: 0,
        };
}
