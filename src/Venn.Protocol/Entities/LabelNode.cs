namespace Venn.Protocol.Entities;

public sealed record LabelNode
{
    public LabelValue Value { get; init; } = new();

    public IReadOnlyList<LabelNode>? Children { get; init; }
}
