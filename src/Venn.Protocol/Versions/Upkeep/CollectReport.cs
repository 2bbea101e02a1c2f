namespace Venn.Protocol.Versions.Upkeep;

/// <summary>What a collection removed; in a dry run, what it would.</summary>
public sealed record CollectReport
{
    public bool DryRun { get; init; }

    public long CommitsForgotten { get; init; }

    public long DatasetsPurged { get; init; }

    /// <summary>Those removed, and those whose grace time runs.</summary>
    public long RevisionsDead { get; init; }

    public long RevisionsRemoved { get; init; }

    public long BlocksDeleted { get; init; }

    public long BlocksRewritten { get; init; }

    public long SegmentsRebuilt { get; init; }

    public long ContainersDeleted { get; init; }

    public long BinariesDead { get; init; }

    public long BinariesRemoved { get; init; }

    public long BinaryBytesFreed { get; init; }

    public long CatalogBytesFreed { get; init; }
}
