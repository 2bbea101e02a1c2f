namespace Venn.Protocol.Versions.Ancestry;

/// <summary>A commit of one dataset that was made of another's: a clone or a merge.</summary>
public sealed record GraphEdge
{
    public VersionReference From { get; init; } = new();

    public VersionReference To { get; init; } = new();

    public string? Operation { get; init; }

    public string? Author { get; init; }

    public string? CreatedAt { get; init; }
}
