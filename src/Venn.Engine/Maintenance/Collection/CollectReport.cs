namespace Venn.Engine.Maintenance.Collection;

/// <summary>What a collection did, or would do.</summary>
public sealed record CollectReport
{
    public bool IsDryRun { get; init; }

    /// <summary>Commits whose states were given up.</summary>
    public long CommitsForgotten { get; init; }

    /// <summary>Deleted datasets whose time is over, by ordinal.</summary>
    public IReadOnlyList<long> DatasetsPurged { get; init; } = [];

    /// <summary>Revisions that nothing holds: those removed, and those whose grace time runs.</summary>
    public long RevisionsDead { get; init; }

    public long RevisionsRemoved { get; init; }

    /// <summary>Rows of the catalog deleted whole, for all of their revisions were dead.</summary>
    public long BlocksDeleted { get; init; }

    /// <summary>Rows of the catalog written anew without their dead revisions.</summary>
    public long BlocksRewritten { get; init; }

    /// <summary>Segment files made again, for most of their rows were dead.</summary>
    public long SegmentsRebuilt { get; init; }

    /// <summary>Binaries that nothing refers to: those removed, and those put too recently.</summary>
    public long BinariesDead { get; init; }

    public long BinariesRemoved { get; init; }

    /// <summary>Bytes of the binaries removed (in a dry run: of the dead).</summary>
    public long BinaryBytesFreed { get; init; }

    /// <summary>By how much the catalog's files became smaller; 0 where more was written meanwhile.</summary>
    public long CatalogBytesFreed { get; init; }

    /// <summary>Containers of checkpoints that went with the checkpoints of forgotten commits.</summary>
    public long ContainersDeleted { get; init; }
}
