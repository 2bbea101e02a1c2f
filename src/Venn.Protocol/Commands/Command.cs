using System.Text.Json.Nodes;

namespace Venn.Protocol.Commands;

/// <summary>Long work on the server, polled until it is done.</summary>
public sealed record Command
{
    public required string Id { get; init; }

    public string? Type { get; init; }

    /// <summary>A value of <see cref="CommandStatus"/>.</summary>
    public string Status { get; init; } = CommandStatus.Created;

    /// <summary>0 to 100.</summary>
    public double Progress { get; init; }

    /// <summary>Why it failed: text, or an object.</summary>
    public JsonNode? Error { get; init; }

    /// <summary>What it made; the keys depend on the type.</summary>
    public JsonObject? Spec { get; init; }

    /// <summary>Counts of what it did, where the type has them.</summary>
    public JsonObject? Report { get; init; }

    public string? CreatedAt { get; init; }

    public string? UpdatedAt { get; init; }
}
