using System.Text.Json.Nodes;

namespace Venn.Protocol.Facets;

/// <summary>One facet: exactly one of <see cref="By"/>, <see cref="Histogram"/> and <see cref="Together"/> names its field.</summary>
public sealed record FacetQuestion
{
    /// <summary>What the answer calls it; the field's name when none is given.</summary>
    public string? Name { get; init; }

    /// <summary><c>items</c> or <c>annotations</c>, where the field's name does not tell.</summary>
    public string? Resource { get; init; }

    /// <summary>Counts the values of this field.</summary>
    public string? By { get; init; }

    /// <summary>Spreads the numbers or times of this field over buckets.</summary>
    public string? Histogram { get; init; }

    /// <summary>Counts the items that have two values of this field of their annotations.</summary>
    public string? Together { get; init; }

    /// <summary>Values told, or looked at together.</summary>
    public int? Limit { get; init; }

    /// <summary>Of <c>dir</c> and <c>filename</c>: names kept of a path.</summary>
    public int? Depth { get; init; }

    /// <summary>Round buckets, at most so many.</summary>
    public int? Buckets { get; init; }

    /// <summary>Numbers, or times in ISO-8601, that ascend.</summary>
    public JsonArray? Edges { get; init; }

    /// <summary>Buckets of as many values each as can be.</summary>
    public int? Quantiles { get; init; }
}
