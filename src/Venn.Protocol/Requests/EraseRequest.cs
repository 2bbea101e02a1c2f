using System.Text.Json.Nodes;

namespace Venn.Protocol.Requests;

/// <summary>Erases from everywhere what is named in one version of a dataset: items by ids or by a filter, or annotations by ids.</summary>
public sealed record EraseRequest
{
    public IReadOnlyList<string>? Items { get; init; }

    /// <summary>Annotations that go by themselves; their items stay.</summary>
    public IReadOnlyList<string>? Annotations { get; init; }

    /// <summary>A query in DQL, or its filter.</summary>
    public JsonObject? Filter { get; init; }

    /// <summary>The version in which they are looked for; the head when none is given.</summary>
    public string? Ref { get; init; }

    /// <summary>Why, not what: it stays in the history. Not needed for a dry run.</summary>
    public string? Reason { get; init; }

    public bool DryRun { get; init; }

    /// <summary>Erase from snapshots too that a rule holds.</summary>
    public bool OverrideHolds { get; init; }
}
