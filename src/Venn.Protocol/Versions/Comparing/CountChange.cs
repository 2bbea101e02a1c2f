namespace Venn.Protocol.Versions.Comparing;

/// <summary>How many there were, and are.</summary>
public sealed record CountChange
{
    public long Before { get; init; }

    public long After { get; init; }
}
