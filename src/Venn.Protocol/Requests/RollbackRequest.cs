namespace Venn.Protocol.Requests;

public sealed record RollbackRequest
{
    /// <summary>A commit's or snapshot's id: the state to return to.</summary>
    public required string Ref { get; init; }

    public string? Message { get; init; }
}
