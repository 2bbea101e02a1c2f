namespace Venn.Protocol.Paging;

/// <summary>One page of a list.</summary>
public sealed record Page<T>
{
    /// <summary>Matches of this request's filter on all pages; with keyset paging, what remains.</summary>
    public long TotalItemsCount { get; init; }

    public long TotalPagesCount { get; init; }

    public bool HasNextPage { get; init; }

    public IReadOnlyList<T> Items { get; init; } = [];
}
