using System.Text.Json.Nodes;

namespace Venn.Protocol.Versions.Merging;

/// <summary>What one side of a conflict has.</summary>
public sealed record ConflictSide
{
    /// <summary>By key, as the conflict names them; null for a key that is not there.</summary>
    public JsonObject Values { get; init; } = [];

    /// <summary>An annotation's.</summary>
    public string? Type { get; init; }

    /// <summary>An annotation's.</summary>
    public string? Label { get; init; }

    public string? UpdatedAt { get; init; }

    public string? UpdatedBy { get; init; }
}
