namespace Venn.Protocol.Versions;

/// <summary>How many there were, and are.</summary>
public sealed record CountChange
{
    public long Before { get; init; }

    public long After { get; init; }
}
