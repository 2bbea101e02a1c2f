namespace Venn.Protocol.Versions.Ancestry;

public sealed record GraphNode
{
    public required string Id { get; init; }

    /// <summary>None for a dataset that is not the reader's to see.</summary>
    public string? Name { get; init; }

    public string? ProjectId { get; init; }

    public bool Deleted { get; init; }

    public string? CreatedAt { get; init; }
}
