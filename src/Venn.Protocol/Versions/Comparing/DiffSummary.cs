namespace Venn.Protocol.Versions.Comparing;

public sealed record DiffSummary
{
    public ChangeCounts Items { get; init; } = new();

    public ChangeCounts Annotations { get; init; } = new();

    /// <summary>How many annotations changed in their geometry, label, attributes, status, other fields.</summary>
    public IReadOnlyDictionary<string, long> AnnotationKinds { get; init; } = new Dictionary<string, long>();

    /// <summary>Labels that the version after has and the one before had not.</summary>
    public IReadOnlyList<string> LabelsGained { get; init; } = [];

    public IReadOnlyList<string> LabelsLost { get; init; } = [];

    public DiffDistribution? Distribution { get; init; }

    /// <summary>Only when it was asked for.</summary>
    public DiffAgreement? Agreement { get; init; }

    /// <summary>Changes of annotations by label.</summary>
    public IReadOnlyDictionary<string, ChangeCounts> Labels { get; init; } = new Dictionary<string, ChangeCounts>();
}
