namespace Venn.Protocol.Requests;

public sealed record MergeSource
{
    public required string DatasetId { get; init; }

    /// <summary>A version of it; its head when none is given.</summary>
    public string? Ref { get; init; }
}
