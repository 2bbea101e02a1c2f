namespace Venn.Protocol.Facets;

/// <summary>What a slice of a version holds, in numbers.</summary>
public sealed record FacetsAnswer
{
    public string? DatasetId { get; init; }

    public string? CommitId { get; init; }

    public FacetTotals Totals { get; init; } = new();

    /// <summary>In the order they were asked for.</summary>
    public IReadOnlyList<FacetAnswer> Facets { get; init; } = [];
}
