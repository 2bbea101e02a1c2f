using Venn.Storage.Catalog;

namespace Venn.TestKit.Model;

/// <param name="Relation">Item or annotation.</param>
/// <param name="Lineage">Which.</param>
/// <param name="Fields">Set differently; empty when one side deleted it.</param>
public sealed record ModelConflict(Relation Relation, long Lineage, IReadOnlyList<string> Fields)
{
    public override string ToString() => $"{Relation} {Lineage}: {string.Join(',', Fields.Order(StringComparer.Ordinal))}";
}
