using System.Text.Json.Nodes;

namespace Venn.Protocol.Versions;

/// <summary>The same item or annotation, changed differently on two sides since their common ancestor.</summary>
public sealed record MergeConflict
{
    /// <summary><c>item</c> or <c>annotation</c>.</summary>
    public string? Resource { get; init; }

    /// <summary>On the earlier side where it is on it, else on the later.</summary>
    public string? Id { get; init; }

    /// <summary>The item's path, for an annotation its item's.</summary>
    public string? Filename { get; init; }

    /// <summary>Fields set differently; none when one side deleted it.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>What it was at the ancestor; none if it was not there.</summary>
    public JsonNode? Base { get; init; }

    /// <summary>On the earlier side; none when deleted there.</summary>
    public JsonNode? Ours { get; init; }

    /// <summary>On the later side; none when deleted there.</summary>
    public JsonNode? Theirs { get; init; }
}
