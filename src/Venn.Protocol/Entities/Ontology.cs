using System.Text.Json.Nodes;

namespace Venn.Protocol.Entities;

/// <summary>A tree of labels and the attributes they may have.</summary>
public sealed record Ontology
{
    public string? Id { get; init; }

    public string? Title { get; init; }

    public IReadOnlyList<LabelNode> Roots { get; init; } = [];

    public JsonObject? Metadata { get; init; }

    public string? CreatedAt { get; init; }

    public string? UpdatedAt { get; init; }
}
