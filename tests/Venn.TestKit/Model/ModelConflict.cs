using Venn.Storage.Catalog;

namespace Venn.TestKit.Model;

/// <param name="Relation">Item or annotation.</param>
/// <param name="Lineage">Which.</param>
/// <param name="Fields">Set differently; empty when one side deleted it.</param>
public sealed record ModelConflict(Relation Relation, long Lineage, IReadOnlyList<string> Fields)
{
    /// <summary>Whether the policy or a choice says how it ends.</summary>
    public bool IsSettled { get; init; } = true;

    public override string ToString() =>
        $"{Relation} {Lineage}: {string.Join(',', Fields.Order(StringComparer.Ordinal))}{(IsSettled ? "" : " (open)")}";
}
