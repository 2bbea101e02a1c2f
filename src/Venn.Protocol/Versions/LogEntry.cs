namespace Venn.Protocol.Versions;

/// <summary>A revision of an item or annotation.</summary>
public sealed record LogEntry
{
    public required Commit Commit { get; init; }

    /// <summary>Where it was made; none when that is not the reader's to know, or gone.</summary>
    public string? DatasetName { get; init; }

    /// <summary>Whether it is what the version shows.</summary>
    public bool Present { get; init; }

    /// <summary>What differs from the entry before it in time.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>An item's path.</summary>
    public string? Filename { get; init; }

    /// <summary>SHA-256 of an item's file.</summary>
    public string? Content { get; init; }

    /// <summary>An annotation's.</summary>
    public string? Label { get; init; }

    /// <summary>An annotation's.</summary>
    public string? Type { get; init; }
}
