using System.Text.Json.Nodes;

namespace Venn.Protocol.Entities;

public sealed record Dataset
{
    public required string Id { get; init; }

    public string Name { get; init; } = "";

    /// <summary>The first is the project it is in.</summary>
    public IReadOnlyList<string> Projects { get; init; } = [];

    public string? Creator { get; init; }

    /// <summary>Files that are not hidden; directories do not count.</summary>
    public long ItemsCount { get; init; }

    public long AnnotationsCount { get; init; }

    /// <summary>How many items have at least one annotation.</summary>
    public long Annotated { get; init; }

    /// <summary>The dataset this one was cloned from.</summary>
    public string? SrcDataset { get; init; }

    public bool Readonly { get; init; }

    public string? Driver { get; init; }

    public JsonObject? Metadata { get; init; }

    public string? CreatedAt { get; init; }

    public string? UpdatedAt { get; init; }

    public string? UpdatedBy { get; init; }
}
