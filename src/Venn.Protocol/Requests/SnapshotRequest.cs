namespace Venn.Protocol.Requests;

public sealed record SnapshotRequest
{
    /// <summary>Unique in the dataset.</summary>
    public required string Name { get; init; }

    public string? Message { get; init; }

    /// <summary>What to name: a commit's or snapshot's id, or <c>head</c> (the default).</summary>
    public string? Ref { get; init; }
}
