namespace Venn.Protocol.Versions.Comparing;

/// <summary>How far the boxes and masks of two versions agree, of the items that both have.</summary>
public sealed record DiffAgreement
{
    public double IouMin { get; init; }

    public double? MeanIou { get; init; }

    public long MatchedCount { get; init; }

    public long RelabelledCount { get; init; }

    public long OnlyFromCount { get; init; }

    public long OnlyToCount { get; init; }

    public long UnchangedCount { get; init; }

    /// <summary>Annotations that differ and have no area: classes, points, lines.</summary>
    public long WithoutAreaCount { get; init; }

    public IReadOnlyDictionary<string, LabelAgreement> Labels { get; init; } = new Dictionary<string, LabelAgreement>();
}
