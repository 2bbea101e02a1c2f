using Venn.Protocol.Entities;

namespace Venn.Protocol.Requests;

public sealed record LabelsRequest
{
    public required IReadOnlyList<LabelValue> LabelsNode { get; init; }

    /// <summary>Also makes labels that are not there.</summary>
    public bool Upsert { get; init; } = true;
}
