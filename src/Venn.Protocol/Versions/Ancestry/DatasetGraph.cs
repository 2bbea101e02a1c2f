namespace Venn.Protocol.Versions.Ancestry;

/// <summary>The datasets that one came from, and those that were made from it.</summary>
public sealed record DatasetGraph
{
    /// <summary>In the order they were made.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; init; } = [];

    public IReadOnlyList<GraphEdge> Edges { get; init; } = [];
}
