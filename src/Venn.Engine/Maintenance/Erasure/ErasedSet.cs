using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Maintenance.Erasure;

/// <summary>
/// What this process has erased: lineages that must not be written again by who read them before, and numbers that states
/// put together before still hold. Threads: safe; changed by one at a time.
/// </summary>
internal sealed class ErasedSet
{
    private volatile RoaringBitmap lineages = RoaringBitmap.Empty;
    private volatile RoaringBitmap items = RoaringBitmap.Empty;
    private volatile RoaringBitmap annotations = RoaringBitmap.Empty;
    private volatile int epoch;

    /// <summary>Grows with each erasure: what was looked at in an earlier one is to be looked at again.</summary>
    public int Epoch => epoch;

    public bool HasLineage(Lineage lineage) => !lineages.IsEmpty && lineages.Contains((ulong)lineage.Value);

    public void Forbid(RoaringBitmap more) => lineages = lineages.Or(more);

    public void Add(RoaringBitmap itemNumbers, RoaringBitmap annotationNumbers)
    {
        items = items.Or(itemNumbers);
        annotations = annotations.Or(annotationNumbers);
        Interlocked.Increment(ref epoch);
    }

    public bool Contains(Relation relation, RevisionNumber number) =>
        (relation == Relation.Items ? items : annotations).Contains((ulong)number.Value);

    public bool Meets(DatasetState state) => state.Items.Intersects(items) || state.Annotations.Intersects(annotations);
}
