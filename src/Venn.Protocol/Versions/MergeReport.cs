namespace Venn.Protocol.Versions;

/// <summary>What a merge did, or would do.</summary>
public sealed record MergeReport
{
    public long ItemsCount { get; init; }

    public long AnnotationsCount { get; init; }

    /// <summary>Items that several sides have, merged to one.</summary>
    public long MergedItemsCount { get; init; }

    /// <summary>Items that took another path, for theirs was taken.</summary>
    public IReadOnlyList<RenamedItem> Renamed { get; init; } = [];

    public IReadOnlyList<MergeConflict> Conflicts { get; init; } = [];
}
