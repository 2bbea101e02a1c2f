namespace Venn.Server.Features.Agreement;

/// <summary>How far two sides agree on the regions of one label.</summary>
internal sealed class LabelAgreement
{
    /// <summary>Pairs that were compared.</summary>
    public int MatchedCount { get; set; }

    public double IouSum { get; set; }

    /// <summary>Of the pairs: those whose label differs; they count under the label of the later side.</summary>
    public int RelabelledCount { get; set; }

    /// <summary>On the earlier side alone.</summary>
    public int OnlyFromCount { get; set; }

    public int OnlyToCount { get; set; }

    /// <summary>The same revision on both sides: of any type, and not looked at.</summary>
    public long UnchangedCount { get; set; }

    /// <summary>Null when no pair was compared.</summary>
    public double? MeanIou => MatchedCount == 0 ? null : IouSum / MatchedCount;
}
