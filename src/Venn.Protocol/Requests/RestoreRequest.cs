using System.Text.Json.Nodes;

namespace Venn.Protocol.Requests;

/// <summary>Puts items back as an earlier version has them: named by ids, or by a filter of that version.</summary>
public sealed record RestoreRequest
{
    public required string Ref { get; init; }

    public IReadOnlyList<string>? Items { get; init; }

    /// <summary>A query in DQL, or its filter.</summary>
    public JsonObject? Filter { get; init; }

    public string? Message { get; init; }
}
