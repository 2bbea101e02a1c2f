using Venn.Storage.Catalog;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.MergeOracle;

/// <summary>
/// What a lineage was before both sides went their ways: asked lineage by lineage, by looking for ways through the graph of
/// commits. The newest common ancestor from which it came to both sides says it, unless a newer one has seen it go.
/// </summary>
internal sealed class NaiveOrigin
{
    private readonly ModelMasks masks;
    private readonly IReadOnlyList<OracleCommit> common;
    private readonly List<OracleCommit> branches;
    private readonly IReadOnlyList<OracleCommit> earlier;
    private readonly OracleCommit side;

    public NaiveOrigin(IEnumerable<OracleCommit> earlier, OracleCommit side, ModelMasks masks)
    {
        this.masks = masks;
        this.side = side;
        this.earlier = [.. earlier];
        common =
        [
            .. this.earlier.SelectMany(e => e.Ancestors).Intersect(side.Ancestors)
                .OrderByDescending(c => c.Generation).ThenBy(c => c.Dataset).ThenByDescending(c => c.Version.Commit.Id.Sequence),
        ];
        List<OracleCommit> sides = [.. this.earlier, side];
        var left = sides.SelectMany(s => s.Ancestors).SelectMany(c => c.Parents.Where(p => p.Dataset != c.Dataset)).Concat(sides).ToHashSet();
        branches = [.. common.Where(c => left.Contains(c) || !common.Any(newer => newer != c && newer.Ancestors.Contains(c)))];
    }

    /// <summary>Whether a side has an annotation as the newest ancestor had it from which it came to that side.</summary>
    public bool HadAnnotation(bool isOurs, long lineage, long number) =>
        common.FirstOrDefault(c => Holds(c, Relation.Annotations, lineage)
            && (isOurs ? earlier.Any(e => Way(c, e, Relation.Annotations, lineage) is not null)
                : Way(c, side, Relation.Annotations, lineage) is not null))
            ?.Facts.Annotations[lineage].Number == number;

    public Fact? Find(Relation relation, long lineage)
    {
        foreach (var ancestor in common.Where(c => Holds(c, relation, lineage)))
        {
            var ways = earlier.Select(e => Way(ancestor, e, relation, lineage)).OfType<uint>().ToList();
            if (ways.Count > 0 && Way(ancestor, side, relation, lineage) is { } right)
            {
                var fact = ancestor.Facts.Find(relation, lineage)!;
                var hidden = ways.Aggregate((all, way) => all & way) | right;
                var bits = masks.BitsOf(relation, Enumerable.Range(0, masks.Count).Where(i => (hidden >> i & 1) != 0));
                if (bits == 0)
                {
                    return fact;
                }

                var seen = masks.Show(fact.Body, bits);
                return fact with { Body = seen, Text = CanonicalText.Of(seen) };
            }
        }

        return null;
    }

    /// <summary>
    /// Whether it is there, and did not come from there to a newer one that is without it: that one both sides have seen, and
    /// so have seen it go.
    /// </summary>
    private bool Holds(OracleCommit ancestor, Relation relation, long lineage) =>
        ancestor.Facts.Find(relation, lineage) is not null
        && !branches.Exists(n => n != ancestor && n.Facts.Find(relation, lineage) is null && Way(ancestor, n, relation, lineage) is not null);

    /// <summary>The masks that every way down lays on a lineage; null when it came down by none.</summary>
    private static uint? Way(OracleCommit from, OracleCommit to, Relation relation, long lineage)
    {
        if (from == to)
        {
            return 0;
        }

        if (!to.Ancestors.Contains(from))
        {
            return null;
        }

        uint? best = null;
        foreach (var parent in to.Parents.Where(p => p.Ancestors.Contains(from)))
        {
            var isLeft = parent.Dataset != to.Dataset && (relation == Relation.Items
                ? to.Left.Items.Contains(lineage)
                : to.Left.AllAnnotations || to.Left.Annotations.Contains(lineage));
            if (!isLeft && Way(from, parent, relation, lineage) is { } way)
            {
                var hidden = parent.Dataset != to.Dataset ? way | to.Left.Masks : way;
                best = best is null ? hidden : best & hidden;
            }
        }

        return best;
    }
}
