using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Storage.Blobs;

namespace Venn.Engine.Maintenance.Erasure;

/// <summary>What an erasure touches, before it is done.</summary>
public sealed record ErasurePlan
{
    /// <summary>The lineages of the items: those asked for that were found, and the copies made from them.</summary>
    public required IReadOnlyList<Lineage> Items { get; init; }

    public long ItemRevisions { get; init; }

    /// <summary>Every path that the items ever had.</summary>
    public required IReadOnlyCollection<string> Paths { get; init; }

    /// <summary>Annotations that go by themselves: those asked for that were found, and the copies made from them.</summary>
    public IReadOnlyList<Lineage> Annotations { get; init; } = [];

    /// <summary>Lineages of annotations, those of the items among them.</summary>
    public long AnnotationsCount { get; init; }

    public long AnnotationRevisions { get; init; }

    /// <summary>The datasets that hold any of it, at their head or in a past version; deleted ones too.</summary>
    public required IReadOnlyList<ErasureDataset> Datasets { get; init; }

    /// <summary>Binaries of the items that nothing else refers to.</summary>
    public required IReadOnlyList<ContentHash> Binaries { get; init; }

    /// <summary>Binaries of the items that another item, which is not erased, refers to as well: they stay.</summary>
    public long BinariesShared { get; init; }
}

/// <param name="Dataset">Which.</param>
/// <param name="VersionsCount">Kept versions that hold any of it.</param>
/// <param name="ItemsCount">Items of the plan that some version of it holds.</param>
/// <param name="AnnotationsCount">The same of annotations.</param>
/// <param name="IsInHead">Whether its head does.</param>
/// <param name="Snapshots">Its snapshots that do.</param>
public sealed record ErasureDataset(
    Dataset Dataset, long VersionsCount, long ItemsCount, long AnnotationsCount, bool IsInHead, IReadOnlyList<Snapshot> Snapshots);
