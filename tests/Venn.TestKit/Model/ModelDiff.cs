using Venn.Storage.Catalog;

namespace Venn.TestKit.Model;

/// <summary>Lineages that differ between two states, each list ascending.</summary>
public sealed record ModelDiff(IReadOnlyList<long> Added, IReadOnlyList<long> Removed, IReadOnlyList<long> Changed)
{
    public static ModelDiff Of(Relation relation, ModelState from, ModelState to, ModelMasks masks) => new(
        [.. to[relation].Keys.Except(from[relation].Keys).Order()],
        [.. from[relation].Keys.Except(to[relation].Keys).Order()],
        [.. from[relation].Where(e => to[relation].TryGetValue(e.Key, out var other) && Differ(e.Value, other, masks)).Select(e => e.Key)]);

    /// <summary>Another revision, or the same of which something else is seen.</summary>
    private static bool Differ(ModelEntry from, ModelEntry to, ModelMasks masks) =>
        !ReferenceEquals(from.Revision, to.Revision)
        || from.Revision.SeeText(from.Masks, masks) != to.Revision.SeeText(to.Masks, masks);
}
