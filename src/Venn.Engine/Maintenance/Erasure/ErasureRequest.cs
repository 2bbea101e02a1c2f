using System.Collections.Immutable;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Maintenance.Erasure;

/// <summary>What to erase from everywhere, who says so and why.</summary>
public sealed record ErasureRequest
{
    /// <summary>Items by lineage. Copies that were made from them under lineages of their own are erased with them, and so are all their annotations.</summary>
    public required IReadOnlyCollection<Lineage> Items { get; init; }

    /// <summary>Annotations by lineage, erased by themselves with the copies made of them; their items stay.</summary>
    public IReadOnlyCollection<Lineage> Annotations { get; init; } = [];

    /// <summary>Names the items that the layer above made of a revision (a thumbnail): they go with it. Null for none.</summary>
    public Func<Revision, IEnumerable<Lineage>>? Derived { get; init; }

    /// <summary>E-mail, or a name of the embedding program; stands in the history.</summary>
    public required string Author { get; init; }

    /// <summary>Why; stands in the history, so it must not say what was erased. Not empty.</summary>
    public required string Reason { get; init; }

    /// <summary>Erase from snapshots too that a rule holds.</summary>
    public bool OverridesHolds { get; init; }

    /// <summary>Binaries of the layer above that were made from the items (exports) and go with them, unless something refers to them.</summary>
    public ImmutableArray<Storage.Blobs.ContentHash> Binaries { get; init; } = [];

    /// <summary>Rows of the layer above, written in the transaction that begins the erasure: what refers to the items.</summary>
    public CatalogBatch? Along { get; init; }
}
