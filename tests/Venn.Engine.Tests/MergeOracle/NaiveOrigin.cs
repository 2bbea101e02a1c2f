using Venn.Storage.Catalog;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.MergeOracle;

/// <summary>
/// What a lineage was before both sides went their ways: asked lineage by lineage, by looking for ways through the graph of
/// commits. Of several newest common ancestors the newest that holds the lineage says it.
/// </summary>
internal sealed class NaiveOrigin
{
    private readonly ModelMasks masks;
    private readonly IReadOnlyList<OracleCommit> ancestors;
    private readonly IReadOnlyList<OracleCommit> earlier;
    private readonly OracleCommit side;

    public NaiveOrigin(IEnumerable<OracleCommit> earlier, OracleCommit side, ModelMasks masks)
    {
        this.masks = masks;
        this.side = side;
        this.earlier = [.. earlier];
        var common = this.earlier.SelectMany(e => e.Ancestors).Intersect(side.Ancestors).ToList();
        ancestors =
        [
            .. common.Where(c => !common.Exists(newer => newer != c && newer.Ancestors.Contains(c)))
                .OrderByDescending(c => c.Generation).ThenBy(c => c.Dataset).ThenByDescending(c => c.Version.Commit.Id.Sequence),
        ];
    }

    /// <summary>Whether an annotation is as some common ancestor had it, left behind since or not.</summary>
    public bool HadAnnotation(long number) =>
        ancestors.Any(a => a.Facts.Annotations.Values.Any(f => f.Number == number));

    public Fact? Find(Relation relation, long lineage)
    {
        foreach (var ancestor in ancestors)
        {
            var ways = earlier.Select(e => Way(ancestor, e, relation, lineage)).OfType<uint>().ToList();
            if (ancestor.Facts.Find(relation, lineage) is { } fact && ways.Count > 0
                && Way(ancestor, side, relation, lineage) is { } right)
            {
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
