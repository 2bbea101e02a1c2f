namespace Venn.Protocol.Queries;

/// <summary>How a query was answered.</summary>
public sealed record QueryPlan
{
    public string? DatasetId { get; init; }

    public string? CommitId { get; init; }

    public string? Resource { get; init; }

    public long TotalItemsCount { get; init; }

    public double ElapsedMs { get; init; }

    /// <summary>In the order they ran.</summary>
    public IReadOnlyList<QueryStep> Steps { get; init; } = [];
}
