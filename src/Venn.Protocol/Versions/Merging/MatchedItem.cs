namespace Venn.Protocol.Versions.Merging;

/// <summary>Two items of unrelated datasets that a merge took for one.</summary>
public sealed record MatchedItem
{
    public string? ItemId { get; init; }

    /// <summary>Its path in the result.</summary>
    public string? Filename { get; init; }

    /// <summary>The later side's.</summary>
    public MatchedSource? From { get; init; }
}
