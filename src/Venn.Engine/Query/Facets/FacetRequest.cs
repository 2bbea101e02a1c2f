namespace Venn.Engine.Query.Facets;

/// <summary>What to tell of a part of a state: many facets, answered over one reading of its segments.</summary>
public sealed record FacetRequest
{
    /// <summary>Facets of one request at most.</summary>
    public const int FacetsMax = 64;

    /// <summary>Facets of values that stand together, which cost some bytes an item each.</summary>
    public const int TogetherMax = 4;

    /// <summary>
    /// Different values that are held at once while a request is answered, over all its facets and threads: past it the
    /// request is refused.
    /// </summary>
    public const long DistinctMax = 6_000_000;

    /// <summary>Which items.</summary>
    public Filter Items { get; init; } = Filter.All;

    /// <summary>Which of the annotations on those items.</summary>
    public Filter Annotations { get; init; } = Filter.All;

    public IReadOnlyList<Facet> Facets { get; init; } = [];
}
