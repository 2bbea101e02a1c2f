namespace Venn.Protocol.Versions.Comparing;

/// <summary>One page of what differs between two states, and the summary of the whole.</summary>
public sealed record Diff
{
    public VersionReference? From { get; init; }

    public VersionReference? To { get; init; }

    public DiffSummary Summary { get; init; } = new();

    public long TotalItemsCount { get; init; }

    public long TotalPagesCount { get; init; }

    public bool HasNextPage { get; init; }

    /// <summary>In the order of their ids.</summary>
    public IReadOnlyList<ItemChange> Items { get; init; } = [];
}
