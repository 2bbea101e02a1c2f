namespace Venn.Protocol.Versions.Upkeep;

/// <summary>What an erasure did.</summary>
public sealed record EraseReport
{
    /// <summary>Stands in the details of the tombstones; none of a dry run.</summary>
    public string? Id { get; init; }

    public long ItemsCount { get; init; }

    public long AnnotationsCount { get; init; }

    public long DatasetsCount { get; init; }

    public long VersionsCount { get; init; }

    public long SnapshotsCount { get; init; }

    public long RevisionsRemoved { get; init; }

    public long BinariesRemoved { get; init; }

    public long BinariesSharedCount { get; init; }

    public long ExportsRemoved { get; init; }

    /// <summary>False: a reader kept the catalog's log open; it is emptied by the next collection or start.</summary>
    public bool LogEmptied { get; init; }
}
