using System.Text.Json.Nodes;

namespace Venn.Protocol.Slices;

/// <summary>A named part of a dataset.</summary>
public sealed record Slice
{
    /// <summary>Can be given for a version to every read: <c>at</c>, and <c>from</c> and <c>to</c> of a diff.</summary>
    public required string Id { get; init; }

    public string? DatasetId { get; init; }

    public string Name { get; init; } = "";

    public string? Description { get; init; }

    /// <summary>The commit that it stays with; none when it follows the head.</summary>
    public string? CommitId { get; init; }

    public JsonObject? Filter { get; init; }

    public JsonObject? Join { get; init; }

    public JsonObject? Sample { get; init; }

    public string? Author { get; init; }

    public string? CreatedAt { get; init; }
}
