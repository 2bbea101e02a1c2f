namespace Venn.Protocol.Versions.Merging;

/// <summary>One key of a conflict, and whose value was taken.</summary>
public sealed record SettledKey
{
    /// <summary>Dotted path, <c>filename</c> or <c>content</c>; null where one side had deleted the whole.</summary>
    public string? Key { get; init; }

    /// <summary><c>ours</c> or <c>theirs</c>.</summary>
    public string Side { get; init; } = "";

    /// <summary><c>choice</c> or <c>policy</c>.</summary>
    public string By { get; init; } = "";
}
