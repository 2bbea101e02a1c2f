namespace Venn.Protocol.Facets;

public sealed record FacetPair
{
    /// <summary>Two.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    public long ItemsCount { get; init; }
}
