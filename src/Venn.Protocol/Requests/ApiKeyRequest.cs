namespace Venn.Protocol.Requests;

public sealed record ApiKeyRequest
{
    /// <summary>What it is for.</summary>
    public string? Description { get; init; }
}
