using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Merging;

/// <summary>How one conflict of a merge was settled.</summary>
/// <param name="Relation">Item or annotation.</param>
/// <param name="Lineage">Which.</param>
/// <param name="Fields">One by one; a single one without a name where one side had deleted it.</param>
public sealed record MergeSettlement(Relation Relation, Lineage Lineage, IReadOnlyList<SettledField> Fields);

/// <param name="Field">Dotted path, or <c>$path</c>, <c>$content</c>; empty for a deletion against an edit.</param>
/// <param name="Side">Whose was taken.</param>
/// <param name="IsChosen">By hand; else by the policy.</param>
public readonly record struct SettledField(string Field, MergeSide Side, bool IsChosen)
{
    /// <summary>Null while neither a choice nor the policy says.</summary>
    internal static SettledField? Of(string field, MergeSide? chosen, Func<MergeSide?> byPolicy) =>
        (chosen ?? byPolicy()) is { } side ? new SettledField(field, side, chosen is not null) : null;
}
