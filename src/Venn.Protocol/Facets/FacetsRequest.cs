using System.Text.Json.Nodes;

namespace Venn.Protocol.Facets;

/// <summary>What to tell of a slice of a version. Source: docs/protocol/facets.md.</summary>
public sealed record FacetsRequest
{
    /// <summary>Of the filter: <c>items</c>, or <c>annotations</c> for a slice of those.</summary>
    public string? Resource { get; init; }

    /// <summary>DQL; all when none is given.</summary>
    public JsonObject? Filter { get; init; }

    /// <summary>As in a query.</summary>
    public JsonObject? Join { get; init; }

    /// <summary>A condition in DQL that narrows which annotations of those items count.</summary>
    public JsonObject? Annotations { get; init; }

    /// <summary>The version; the head when none is given.</summary>
    public string? At { get; init; }

    public IReadOnlyList<FacetQuestion> Facets { get; init; } = [];
}
