namespace Venn.Protocol.Versions;

public sealed record ChangeCounts
{
    public long Added { get; init; }

    public long Removed { get; init; }

    public long Changed { get; init; }
}
