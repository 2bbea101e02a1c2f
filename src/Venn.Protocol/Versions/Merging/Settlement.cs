namespace Venn.Protocol.Versions.Merging;

/// <summary>How one conflict of a merge was settled.</summary>
public sealed record Settlement
{
    /// <summary><c>items</c> or <c>annotations</c>.</summary>
    public string Resource { get; init; } = "";

    public string Id { get; init; } = "";

    /// <summary>Of an item: its path in the merged version; null when it is not there, or the version is not kept.</summary>
    public string? Filename { get; init; }

    public IReadOnlyList<SettledKey> Keys { get; init; } = [];
}
