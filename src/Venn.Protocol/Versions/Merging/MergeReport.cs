namespace Venn.Protocol.Versions.Merging;

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

    /// <summary>Items of different datasets taken for one, as <c>match</c> asked.</summary>
    public long MatchedCount { get; init; }

    /// <summary>The first thousand.</summary>
    public IReadOnlyList<MatchedItem> Matched { get; init; } = [];

    /// <summary>What was left alone, for it could be matched in several ways.</summary>
    public long AmbiguousCount { get; init; }

    /// <summary>The first thousand.</summary>
    public IReadOnlyList<AmbiguousMatch> Ambiguous { get; init; } = [];

    /// <summary>Items that no earlier side had.</summary>
    public long AddedItemsCount { get; init; }

    /// <summary>A preview's: the head it was made on, to be named as <c>expectedHead</c>.</summary>
    public string? Head { get; init; }

    /// <summary>Conflicts that neither the policy nor a choice settles.</summary>
    public long UnsettledCount { get; init; }

    public long ConflictsCount { get; init; }

    /// <summary>The first thousand.</summary>
    public IReadOnlyList<MergeConflict> Conflicts { get; init; } = [];
}
