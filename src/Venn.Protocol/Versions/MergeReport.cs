namespace Venn.Protocol.Versions;

/// <summary>What a merge did, or would do.</summary>
public sealed record MergeReport
{
    public long ItemsCount { get; init; }

    public long AnnotationsCount { get; init; }

    /// <summary>Items that several sides have, merged to one.</summary>
    public long MergedItemsCount { get; init; }

    public long RenamedCount { get; init; }

    /// <summary>Items that took another path, for theirs was taken; the first thousand.</summary>
    public IReadOnlyList<RenamedItem> Renamed { get; init; } = [];

    public long ConflictsCount { get; init; }

    /// <summary>The first thousand.</summary>
    public IReadOnlyList<MergeConflict> Conflicts { get; init; } = [];
}
