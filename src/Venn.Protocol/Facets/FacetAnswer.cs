using System.Text.Json.Nodes;

namespace Venn.Protocol.Facets;

/// <summary>The answer to one facet.</summary>
public sealed record FacetAnswer
{
    public string Name { get; init; } = "";

    public string Field { get; init; } = "";

    public string Resource { get; init; } = "";

    /// <summary><c>values</c>, <c>histogram</c> or <c>together</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Of a histogram: <c>number</c> or <c>time</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Most first.</summary>
    public IReadOnlyList<FacetValue>? Values { get; init; }

    public IReadOnlyList<FacetPair>? Pairs { get; init; }

    public IReadOnlyList<FacetBucket>? Buckets { get; init; }

    public long DistinctCount { get; init; }

    /// <summary>Of the values not told, together.</summary>
    public long OtherCount { get; init; }

    /// <summary>Rows without a value.</summary>
    public long MissingCount { get; init; }

    public long BelowCount { get; init; }

    public long AboveCount { get; init; }

    public long Count { get; init; }

    /// <summary>A number or a time, as the next two; null when there is no value.</summary>
    public JsonNode? Min { get; init; }

    public JsonNode? Max { get; init; }

    public JsonNode? Mean { get; init; }
}
