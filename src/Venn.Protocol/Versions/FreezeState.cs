namespace Venn.Protocol.Versions;

public sealed record FreezeState
{
    public string? DatasetId { get; init; }

    public bool Frozen { get; init; }

    public string? Reason { get; init; }

    public string? By { get; init; }

    public string? At { get; init; }
}
