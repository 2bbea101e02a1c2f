using System.Text.Json.Nodes;

namespace Venn.Protocol.Versions;

/// <summary>A dataset's state after one transaction.</summary>
public sealed record Commit
{
    public required string Id { get; init; }

    public string? DatasetId { get; init; }

    /// <summary>Counts the dataset's commits.</summary>
    public long Sequence { get; init; }

    /// <summary>The commits it was made from; those of other datasets too (clone, merge).</summary>
    public IReadOnlyList<string> Parents { get; init; } = [];

    public string? Author { get; init; }

    public string? CreatedAt { get; init; }

    public string? Operation { get; init; }

    public string? Message { get; init; }

    /// <summary>False: a rule of retention has given its state up. None where commits are told in passing.</summary>
    public bool? Kept { get; init; }

    /// <summary>How many of what it changed against its first parent; null where that was not counted.</summary>
    public CommitChanges? Changes { get; init; }

    /// <summary>What the operation says of itself: counts, sources, policies.</summary>
    public JsonObject? Details { get; init; }
}
