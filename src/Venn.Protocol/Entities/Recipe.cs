using System.Text.Json.Nodes;

namespace Venn.Protocol.Entities;

/// <summary>How a dataset is to be annotated: its ontologies and instructions. Clones share their source's.</summary>
public sealed record Recipe
{
    public required string Id { get; init; }

    public string? Title { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<string> ProjectIds { get; init; } = [];

    /// <summary>The first is the one that labels are added to.</summary>
    public IReadOnlyList<string> OntologyIds { get; init; } = [];

    public JsonObject? Metadata { get; init; }

    public string? Creator { get; init; }

    public string? CreatedAt { get; init; }

    public string? UpdatedAt { get; init; }
}
