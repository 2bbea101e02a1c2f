using System.Text.Json.Nodes;

namespace Venn.Protocol.Entities;

public sealed record Annotation
{
    public string? Id { get; init; }

    /// <summary>See <see cref="AnnotationTypes"/>; others are kept as they come.</summary>
    public required string Type { get; init; }

    public required string Label { get; init; }

    /// <summary>Its form depends on the type; given back as it was sent. None for a classification.</summary>
    public JsonNode? Coordinates { get; init; }

    public JsonNode? Attributes { get; init; }

    public JsonObject? Metadata { get; init; }

    public string? Description { get; init; }

    public string? Source { get; init; }

    public string? ItemId { get; init; }

    public string? DatasetId { get; init; }

    public string? Creator { get; init; }

    public string? CreatedAt { get; init; }

    public string? UpdatedAt { get; init; }

    public string? UpdatedBy { get; init; }
}
