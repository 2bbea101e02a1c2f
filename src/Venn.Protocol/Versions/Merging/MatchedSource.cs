namespace Venn.Protocol.Versions.Merging;

/// <summary>The later side's part of a match.</summary>
public sealed record MatchedSource
{
    public string? DatasetId { get; init; }

    public string? ItemId { get; init; }

    public string? Filename { get; init; }
}
