namespace Venn.Protocol.Versions;

public sealed record DiffSummary
{
    public ChangeCounts Items { get; init; } = new();

    public ChangeCounts Annotations { get; init; } = new();

    /// <summary>Changes of annotations by label.</summary>
    public IReadOnlyDictionary<string, ChangeCounts> Labels { get; init; } = new Dictionary<string, ChangeCounts>();
}
