using System.Text.Json.Nodes;

namespace Venn.Protocol.Versions.Comparing;

/// <summary>A value before and after; none where there is none, <c>{"length": …}</c> for one that is too long to tell.</summary>
public sealed record ValueChange
{
    public JsonNode? Before { get; init; }

    public JsonNode? After { get; init; }
}
