namespace Venn.Protocol.Facets;

public sealed record FacetTotals
{
    /// <summary>Items that are no directories.</summary>
    public long ItemsCount { get; init; }

    public long DirectoriesCount { get; init; }

    public long SizeBytes { get; init; }

    public long AnnotationsCount { get; init; }

    /// <summary>Items with at least one of those annotations.</summary>
    public long AnnotatedItemsCount { get; init; }
}
