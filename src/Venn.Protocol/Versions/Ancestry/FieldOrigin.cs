namespace Venn.Protocol.Versions.Ancestry;

public sealed record FieldOrigin
{
    /// <summary>Dotted path; <c>filename</c> and <c>content</c> for an item's own.</summary>
    public required string Field { get; init; }

    /// <summary>The commit that set what it is.</summary>
    public required Commit Commit { get; init; }

    /// <summary>Where; none when that is not the reader's to know, or gone.</summary>
    public string? DatasetName { get; init; }
}
