using System.Text.Json.Nodes;

namespace Venn.Protocol.Slices;

/// <summary>A slice to save. Source: docs/protocol/slices.md.</summary>
public sealed record SliceRequest
{
    /// <summary>Unique in the dataset.</summary>
    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>DQL; all items when none is given.</summary>
    public JsonObject? Filter { get; init; }

    /// <summary>As in a query.</summary>
    public JsonObject? Join { get; init; }

    /// <summary>The version to stay with; the slice follows the head when none is given.</summary>
    public string? At { get; init; }

    /// <summary>Stay with the head as it is now.</summary>
    public bool? Pin { get; init; }

    public SampleRequest? Sample { get; init; }

    /// <summary>Write over a slice of that name.</summary>
    public bool? Replace { get; init; }
}
