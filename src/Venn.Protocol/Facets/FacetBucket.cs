using System.Text.Json.Nodes;

namespace Venn.Protocol.Facets;

/// <summary>A bucket of a histogram: its lower edge belongs to it, its upper one to the next, and to the last one both.</summary>
public sealed record FacetBucket
{
    public JsonNode? From { get; init; }

    public JsonNode? To { get; init; }

    public long Count { get; init; }
}
