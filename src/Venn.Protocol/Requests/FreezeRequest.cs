namespace Venn.Protocol.Requests;

public sealed record FreezeRequest
{
    /// <summary>Told to whoever tries to write.</summary>
    public required string Reason { get; init; }
}
