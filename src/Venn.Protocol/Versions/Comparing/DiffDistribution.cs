namespace Venn.Protocol.Versions.Comparing;

/// <summary>How many annotations each label and type has on both sides, of all that the filter matches.</summary>
public sealed record DiffDistribution
{
    public IReadOnlyDictionary<string, CountChange> Labels { get; init; } = new Dictionary<string, CountChange>();

    public IReadOnlyDictionary<string, CountChange> Types { get; init; } = new Dictionary<string, CountChange>();
}
