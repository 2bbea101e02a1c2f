namespace Venn.Protocol.Entities;

/// <summary>A file that an item has, or had before another was uploaded over it.</summary>
public sealed record FileRevision
{
    /// <summary>That of the commit which wrote it.</summary>
    public required string Id { get; init; }

    public string? ItemId { get; init; }

    /// <summary>From 1, in the order of time.</summary>
    public int Version { get; init; }

    /// <summary>Whether it is the item's file in the version that was asked for.</summary>
    public bool Current { get; init; }

    /// <summary>The item's path then.</summary>
    public string? Filename { get; init; }

    public long Size { get; init; }

    public string? Mimetype { get; init; }

    /// <summary>SHA-256, 64 lower-case hex digits; none for an object on storage of the user's own.</summary>
    public string? Content { get; init; }

    public string? Creator { get; init; }

    public string? CreatedAt { get; init; }

    /// <summary>Where its bytes are.</summary>
    public string? Stream { get; init; }
}
