using System.Text.Json.Nodes;

namespace Venn.Protocol.Slices;

/// <summary>A sample that can be taken again: one of <see cref="Count"/>, <see cref="Percent"/> and <see cref="Parts"/>.</summary>
public sealed record SampleRequest
{
    /// <summary>The same seed on the same paths gives the same items, anywhere.</summary>
    public required string Seed { get; init; }

    /// <summary>Items.</summary>
    public long? Count { get; init; }

    /// <summary>Above 0, at most 100.</summary>
    public double? Percent { get; init; }

    /// <summary>A split: names and weights.</summary>
    public JsonObject? Parts { get; init; }

    /// <summary>Which part of the split.</summary>
    public string? Part { get; init; }

    public StratifyRequest? Stratify { get; init; }
}
