namespace Venn.Protocol.Requests;

/// <summary>Holds a snapshot against deletion.</summary>
public sealed record HoldRequest
{
    public required string Reason { get; init; }

    /// <summary>An instant; none: until it is released.</summary>
    public string? Until { get; init; }
}
