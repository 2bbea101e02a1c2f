using Venn.Engine.Revisions;

namespace Venn.Engine.Versions.Comparing;

/// <summary>The difference of two states, found by set algebra: cost follows what differs, not what exists.</summary>
/// <param name="From">The state before.</param>
/// <param name="To">The state after.</param>
/// <param name="Items">Changes of items, directories among them.</param>
/// <param name="Annotations">Changes of annotations.</param>
public sealed record StateDiff(DatasetVersion From, DatasetVersion To, RelationDiff Items, RelationDiff Annotations);

/// <summary>
/// Changes of one relation, each list by lineage, ascending. Masks count as changes where something else is seen.
/// </summary>
/// <param name="Added">In <c>To</c> alone.</param>
/// <param name="Removed">In <c>From</c> alone.</param>
/// <param name="Changed">In both with different revisions, or seen differently.</param>
public sealed record RelationDiff(
    IReadOnlyList<RevisionNumber> Added, IReadOnlyList<RevisionNumber> Removed, IReadOnlyList<ChangedRevision> Changed);

/// <param name="Lineage">Which item or annotation.</param>
/// <param name="From">Its revision before.</param>
/// <param name="To">Its revision after; the same number when the masks alone differ.</param>
public readonly record struct ChangedRevision(Lineage Lineage, RevisionNumber From, RevisionNumber To);
