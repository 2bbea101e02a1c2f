using System.Collections.Immutable;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Copying;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Merging;

/// <summary>What to merge, how, and what to leave behind.</summary>
public sealed record MergeRequest
{
    /// <summary>Two or more versions, each of another dataset; earlier ones give paths and binaries.</summary>
    public required IReadOnlyList<DatasetVersion> Sides { get; init; }

    public MergePolicy Policy { get; init; } = MergePolicy.Union;

    /// <summary>
    /// Which items of different lineage are one nevertheless, of a later side and what the earlier ones made: for data that came
    /// into the store by several ways. Cost: follows the items that the sides do not share.
    /// </summary>
    public MergeMatch Match { get; init; }

    public bool WithAnnotations { get; init; } = true;

    /// <summary>What the report counts as an item of the result; null for every item, directories among them.</summary>
    public Filter? Counted { get; init; }

    /// <summary>Indices of the masks to put on everything merged.</summary>
    public ImmutableArray<int> Masks { get; init; } = [];

    /// <summary>What was settled by hand, by relation and lineage; it goes before the policy.</summary>
    public IReadOnlyDictionary<(Relation Relation, Lineage Lineage), MergeChoice> Choices { get; init; } =
        new Dictionary<(Relation, Lineage), MergeChoice>();

    /// <summary>The dataset to make; null when merging into the first side's, and for a preview.</summary>
    public DatasetInfo? NewDataset { get; init; }

    /// <summary>When merging into the first side's dataset: refuse if that side is not its head any more.</summary>
    public bool IsPinned { get; init; }

    /// <summary>Rows to write in the transaction of the merge's commit.</summary>
    public CatalogBatch? Along { get; init; }
}

/// <summary>What a merge did, or would do.</summary>
public sealed record MergeReport
{
    /// <summary>
    /// Items of the result. This and the next two count what <see cref="MergeRequest.Counted"/> says; directories too when it
    /// says nothing.
    /// </summary>
    public long ItemsCount { get; init; }

    public long AnnotationsCount { get; init; }

    /// <summary>Items of later sides that are one with an item of an earlier side.</summary>
    public long MergedItemsCount { get; init; }

    /// <summary>Items of later sides that no earlier side had.</summary>
    public long AddedItemsCount { get; init; }

    public IReadOnlyList<RenamedItem> Renamed { get; init; } = [];

    /// <summary>Items of different lineage taken for one; none unless a match was asked for.</summary>
    public IReadOnlyList<MatchedItem> Matched { get; init; } = [];

    /// <summary>What a match by content left alone, for there were several ways.</summary>
    public IReadOnlyList<AmbiguousMatch> Ambiguous { get; init; } = [];

    /// <summary>Every conflict met, settled by the policy; of the policy <see cref="MergePolicy.Fail"/>, those that refuse it.</summary>
    public IReadOnlyList<MergeConflict> Conflicts { get; init; } = [];
}

/// <summary>A lineage changed differently on two sides since their common ancestor.</summary>
/// <param name="Relation">Item or annotation.</param>
/// <param name="Lineage">Which.</param>
/// <param name="Base">Its revision at the ancestor, if it was there.</param>
/// <param name="Ours">Its revision on the earlier side; null when deleted there.</param>
/// <param name="Theirs">Its revision on the later side; null when deleted there.</param>
/// <param name="Fields">Body fields (or <c>$path</c>, <c>$content</c>) set differently; empty when one side deleted it.</param>
/// <param name="IsSettled">Whether the policy or a choice settles it; the merge is refused while one is not.</param>
public sealed record MergeConflict(
    Relation Relation, Lineage Lineage, Revision? Base, Revision? Ours, Revision? Theirs, IReadOnlyList<string> Fields,
    bool IsSettled)
{
    /// <summary>How, field by field; what is open is not among them. A single one without a name for a deletion against an edit.</summary>
    public IReadOnlyList<SettledField> Settled { get; init; } = [];
}

/// <param name="Dataset">The dataset made, or merged into.</param>
/// <param name="Report">What went into it.</param>
public sealed record MergeResult(Dataset Dataset, MergeReport Report);
