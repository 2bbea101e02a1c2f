namespace Venn.Protocol.Versions.Upkeep;

/// <summary>A dataset that an erasure touches.</summary>
public sealed record EraseDataset
{
    public required string DatasetId { get; init; }

    public string Name { get; init; } = "";

    public bool Deleted { get; init; }

    public long VersionsCount { get; init; }

    public long ItemsCount { get; init; }

    public long AnnotationsCount { get; init; }

    /// <summary>Whether its head holds any of it.</summary>
    public bool InHead { get; init; }

    public IReadOnlyList<EraseSnapshot> Snapshots { get; init; } = [];
}
