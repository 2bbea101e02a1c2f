using System.Collections.Immutable;
using Venn.Bitmaps;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions;

/// <summary>
/// What a dataset holds at one commit: an immutable value, shared freely between threads, commits and clones.
/// Invariant: at most one revision of a lineage in each set; each mask is a subset of its relation's set.
/// </summary>
public sealed record DatasetState
{
    public static DatasetState Empty(int maskCount) => new()
    {
        Items = RoaringBitmap.Empty,
        Annotations = RoaringBitmap.Empty,
        Masks = [.. Enumerable.Repeat(RoaringBitmap.Empty, maskCount)],
    };

    /// <summary>Revision numbers of the items, directories among them.</summary>
    public required RoaringBitmap Items { get; init; }

    /// <summary>Revision numbers of the annotations.</summary>
    public required RoaringBitmap Annotations { get; init; }

    /// <summary>For each mask definition of the store, in its order: the revisions read through it.</summary>
    public required ImmutableArray<RoaringBitmap> Masks { get; init; }

    public RoaringBitmap this[Relation relation] => relation == Relation.Items ? Items : Annotations;
}
