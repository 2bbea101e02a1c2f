using System.Collections.Immutable;
using Venn.Engine.Query;
using Venn.Engine.Query.Samples;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Copying;

/// <summary>What to clone, where to, and what to leave behind.</summary>
public sealed record CloneRequest
{
    /// <summary>A version, or a narrowed one: the clone's first commit descends from the whole of it.</summary>
    public required DatasetVersion Source { get; init; }

    /// <summary>Items wanted; null for all, directories too. With a filter the directories above the chosen items come along.</summary>
    public Filter? Filter { get; init; }

    /// <summary>Takes a sample of those items; null for all of them.</summary>
    public Sample? Sample { get; init; }

    public bool WithAnnotations { get; init; } = true;

    /// <summary>Indices of <see cref="VersionStoreOptions.Masks"/> to put on everything cloned.</summary>
    public ImmutableArray<int> Masks { get; init; } = [];

    /// <summary>The new dataset; null when cloning into <see cref="Target"/>.</summary>
    public DatasetInfo? NewDataset { get; init; }

    /// <summary>
    /// A dataset that is there; null when making a new one. A lineage it already has is passed over; a path it already has
    /// is renamed. The source itself: every item is copied beside itself, under a new lineage.
    /// </summary>
    public DatasetOrdinal? Target { get; init; }

    /// <summary>A directory of the target below which every path is put; null for none. Moved items are new revisions.</summary>
    public string? TargetDirectory { get; init; }

    /// <summary>Makes the body of a directory that has to be created (given its path and identity); null for <c>{}</c>.</summary>
    public Func<string, Identity, ReadOnlyMemory<byte>>? DirectoryBody { get; init; }

    /// <summary>Rows to write in the transaction of the clone's commit.</summary>
    public CatalogBatch? Along { get; init; }
}

/// <param name="Dataset">The new dataset, or the target.</param>
/// <param name="ItemsCount">Items added, directories among them.</param>
/// <param name="AnnotationsCount">Annotations added.</param>
/// <param name="SkippedCount">Items passed over, for the target had their lineage.</param>
/// <param name="Renamed">Items that took another path, for theirs was taken.</param>
public sealed record CloneResult(
    Dataset Dataset, long ItemsCount, long AnnotationsCount, long SkippedCount, IReadOnlyList<RenamedItem> Renamed)
{
    /// <summary>Of a clone into a dataset or directory that is there: the directories among the items added.</summary>
    public long DirectoriesCount { get; init; }
}

/// <param name="From">The dataset it came from.</param>
/// <param name="Lineage">Which item.</param>
/// <param name="Path">Its path there.</param>
/// <param name="NewPath">Its path here.</param>
public sealed record RenamedItem(DatasetOrdinal From, Lineage Lineage, string Path, string NewPath);
