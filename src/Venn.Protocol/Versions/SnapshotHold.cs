namespace Venn.Protocol.Versions;

/// <summary>A rule that holds a snapshot against deletion.</summary>
public sealed record SnapshotHold
{
    public string? Reason { get; init; }

    /// <summary>Until when; none: until it is released.</summary>
    public string? Until { get; init; }

    public string? By { get; init; }

    public string? At { get; init; }
}
