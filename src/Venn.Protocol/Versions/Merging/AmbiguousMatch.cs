namespace Venn.Protocol.Versions.Merging;

/// <summary>Items with one content that could be matched in more than one way, and were not.</summary>
public sealed record AmbiguousMatch
{
    /// <summary>The later side's dataset.</summary>
    public string? DatasetId { get; init; }

    /// <summary>SHA-256 of the file.</summary>
    public string? Content { get; init; }

    /// <summary>Paths of the earlier side.</summary>
    public IReadOnlyList<string> Filenames { get; init; } = [];

    /// <summary>Paths of the later side.</summary>
    public IReadOnlyList<string> FromFilenames { get; init; } = [];
}
