namespace Venn.Protocol.Versions.Ancestry;

public sealed record AnnotationOrigin
{
    public required string Id { get; init; }

    public string? Type { get; init; }

    public string? Label { get; init; }

    /// <summary>The commit that made it.</summary>
    public Commit? Made { get; init; }

    /// <summary>The commit that made it what it is.</summary>
    public Commit? Commit { get; init; }

    /// <summary>Where; none when that is not the reader's to know, or gone.</summary>
    public string? DatasetName { get; init; }
}
