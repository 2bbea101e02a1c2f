using System.Text.Json.Nodes;

namespace Venn.Protocol.Entities;

public sealed record Item
{
    public required string Id { get; init; }

    public string? DatasetId { get; init; }

    /// <summary><c>file</c> or <c>dir</c>.</summary>
    public string? Type { get; init; }

    public string Name { get; init; } = "";

    /// <summary>The whole path, with a leading slash.</summary>
    public string Filename { get; init; } = "";

    public string? Dir { get; init; }

    public bool Hidden { get; init; }

    public bool Annotated { get; init; }

    public int AnnotationsCount { get; init; }

    public string? Description { get; init; }

    /// <summary>The item this one was cloned from.</summary>
    public string? SrcItem { get; init; }

    /// <summary><c>system</c> is the server's (size, mimetype, width …), <c>user</c> the users' own.</summary>
    public JsonObject? Metadata { get; init; }

    public JsonObject? Spec { get; init; }

    public string? Creator { get; init; }

    public string? CreatedAt { get; init; }

    public string? UpdatedAt { get; init; }

    public string? UpdatedBy { get; init; }
}
