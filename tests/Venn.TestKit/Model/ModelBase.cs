using Venn.Storage.Catalog;

namespace Venn.TestKit.Model;

/// <summary>What the sides of a merge started from, lineage by lineage.</summary>
/// <param name="State">Without what clones on the way left behind.</param>
/// <param name="Whole">With it.</param>
public sealed record ModelBase(ModelState State, ModelState Whole)
{
    /// <summary>
    /// Of several common ancestors the newest that holds a lineage says what it was. Criss-cross histories have more than
    /// one; so have several earlier sides.
    /// </summary>
    public static ModelBase Of(IEnumerable<ModelCommit> earlier, ModelCommit side, ModelMasks masks)
    {
        var found = new List<(ModelCommit Commit, ModelState Narrowed)>();
        foreach (var other in earlier)
        {
            foreach (var commit in Common(other, side))
            {
                found.Add((commit, Both(Carry(commit, other, masks), Carry(commit, side, masks))));
            }
        }

        var state = new ModelState();
        var whole = new ModelState();
        foreach (var (commit, narrowed) in found
            .OrderByDescending(f => f.Commit.Generation).ThenBy(f => f.Commit.Dataset).ThenByDescending(f => f.Commit.Sequence))
        {
            foreach (var relation in Enum.GetValues<Relation>())
            {
                AddMissing(state[relation], narrowed[relation]);
                AddMissing(whole[relation], commit.State[relation]);
            }
        }

        return new ModelBase(state, whole);
    }

    /// <summary>The common ancestors that no other common ancestor descends from, newest first.</summary>
    private static List<ModelCommit> Common(ModelCommit left, ModelCommit right)
    {
        var best = new List<ModelCommit>();
        foreach (var commit in left.Ancestors.Intersect(right.Ancestors).OrderByDescending(c => c.Generation))
        {
            if (!best.Exists(newer => newer.Ancestors.Contains(commit)))
            {
                best.Add(commit);
            }
        }

        return best;
    }

    /// <summary>What of an ancestor's state came down to a descendant, by any way.</summary>
    private static ModelState Carry(ModelCommit ancestor, ModelCommit descendant, ModelMasks masks)
    {
        if (ancestor.Dataset == descendant.Dataset)
        {
            return ancestor.State;
        }

        var first = descendant.First;
        var carried = new ModelState();
        foreach (var parent in first.Parents.Where(p => p.Ancestors.Contains(ancestor)))
        {
            var by = first.Narrowing.Apply(Carry(ancestor, parent, masks), masks);
            foreach (var relation in Enum.GetValues<Relation>())
            {
                foreach (var (lineage, entry) in by[relation])
                {
                    carried[relation][lineage] = carried[relation].TryGetValue(lineage, out var known)
                        ? known with { Masks = known.Masks & entry.Masks }
                        : entry;
                }
            }
        }

        return carried;
    }

    private static ModelState Both(ModelState left, ModelState right)
    {
        var both = new ModelState();
        foreach (var relation in Enum.GetValues<Relation>())
        {
            foreach (var (lineage, entry) in left[relation])
            {
                if (right[relation].TryGetValue(lineage, out var other))
                {
                    both[relation].Add(lineage, entry with { Masks = entry.Masks | other.Masks });
                }
            }
        }

        return both;
    }

    private static void AddMissing(SortedDictionary<long, ModelEntry> into, SortedDictionary<long, ModelEntry> from)
    {
        foreach (var (lineage, entry) in from)
        {
            into.TryAdd(lineage, entry);
        }
    }
}
