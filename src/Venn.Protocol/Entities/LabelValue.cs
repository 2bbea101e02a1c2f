using System.Text.Json.Nodes;

namespace Venn.Protocol.Entities;

public sealed record LabelValue
{
    /// <summary>In a tree the last part of the name; in <see cref="Requests.LabelsRequest"/> the whole, parts joined by dots.</summary>
    public string? Tag { get; init; }

    public string? DisplayLabel { get; init; }

    /// <summary><c>#rrggbb</c>; the server chooses one when none is given.</summary>
    public string? Color { get; init; }

    public JsonNode? Attributes { get; init; }
}
