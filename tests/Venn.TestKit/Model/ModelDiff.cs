using Venn.Storage.Catalog;

namespace Venn.TestKit.Model;

/// <summary>Lineages that differ between two states, each list ascending.</summary>
public sealed record ModelDiff(IReadOnlyList<long> Added, IReadOnlyList<long> Removed, IReadOnlyList<long> Changed)
{
    public static ModelDiff Of(Relation relation, ModelState from, ModelState to) => new(
        [.. to[relation].Keys.Except(from[relation].Keys).Order()],
        [.. from[relation].Keys.Except(to[relation].Keys).Order()],
        [.. from[relation].Where(e => to[relation].TryGetValue(e.Key, out var other) && !e.Value.IsSameAs(other)).Select(e => e.Key)]);
}
