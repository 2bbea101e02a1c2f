namespace Venn.Protocol.Versions.Comparing;

/// <summary>How far two sides agree on the regions of a label.</summary>
public sealed record LabelAgreement
{
    /// <summary>Mean intersection over union of the pairs; none without a pair.</summary>
    public double? MeanIou { get; init; }

    public long MatchedCount { get; init; }

    /// <summary>Of the pairs: those of another label before.</summary>
    public long RelabelledCount { get; init; }

    public long OnlyFromCount { get; init; }

    public long OnlyToCount { get; init; }

    /// <summary>The same on both sides, and not in the mean.</summary>
    public long UnchangedCount { get; init; }
}
