using System.Text.Json.Nodes;

namespace Venn.Protocol.Facets;

/// <summary>A value and how many rows have it; of values together, how many items.</summary>
public sealed record FacetValue
{
    public JsonNode? Value { get; init; }

    public long Count { get; init; }

    public long ItemsCount { get; init; }
}
