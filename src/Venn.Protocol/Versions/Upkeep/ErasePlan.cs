namespace Venn.Protocol.Versions.Upkeep;

/// <summary>What an erasure touches.</summary>
public sealed record ErasePlan
{
    /// <summary>Copies, thumbnails and kept exports among them.</summary>
    public long ItemsCount { get; init; }

    public long ItemRevisionsCount { get; init; }

    public long AnnotationsCount { get; init; }

    public long AnnotationRevisionsCount { get; init; }

    /// <summary>Files that nothing else refers to: they go.</summary>
    public long BinariesCount { get; init; }

    /// <summary>Files that another item has too: they stay.</summary>
    public long BinariesSharedCount { get; init; }

    public long ExportsCount { get; init; }

    public IReadOnlyList<EraseDataset> Datasets { get; init; } = [];
}
