using System.Text.Json.Nodes;

namespace Venn.Protocol.Entities;

public sealed record Project
{
    public required string Id { get; init; }

    public string Name { get; init; } = "";

    public string? Creator { get; init; }

    /// <summary>The caller's role in it: <c>owner</c>, <c>engineer</c>, <c>annotator</c> or <c>annotationManager</c>.</summary>
    public string? Role { get; init; }

    public IReadOnlyList<User>? Contributors { get; init; }

    public JsonObject? Org { get; init; }

    public string? CreatedAt { get; init; }

    public string? UpdatedAt { get; init; }
}
