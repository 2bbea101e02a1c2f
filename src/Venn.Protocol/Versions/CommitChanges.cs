namespace Venn.Protocol.Versions;

/// <summary>How many of what a commit changed. Directories are not counted.</summary>
public sealed record CommitChanges
{
    public ChangeCounts Items { get; init; } = new();

    public ChangeCounts Annotations { get; init; } = new();
}
