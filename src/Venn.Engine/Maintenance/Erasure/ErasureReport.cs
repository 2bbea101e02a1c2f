namespace Venn.Engine.Maintenance.Erasure;

/// <summary>What an erasure did: numbers, not what was erased.</summary>
public sealed record ErasureReport
{
    /// <summary>24 hex digits; stands in the details of the tombstones.</summary>
    public required string Id { get; init; }

    public long ItemsCount { get; init; }

    public long AnnotationsCount { get; init; }

    /// <summary>Ordinals of the datasets that have a tombstone.</summary>
    public IReadOnlyList<long> Datasets { get; init; } = [];

    public long VersionsCount { get; init; }

    public long SnapshotsCount { get; init; }

    public long RevisionsRemoved { get; init; }

    public long BinariesRemoved { get; init; }

    /// <summary>Binaries that stay, for another item that is not erased has the same content.</summary>
    public long BinariesShared { get; init; }

    /// <summary>
    /// False: a reader kept the catalog's log open. Everything is erased from what is answered; bytes of it may be in the log
    /// until the next collection or start.
    /// </summary>
    public bool IsLogEmptied { get; init; }
}
