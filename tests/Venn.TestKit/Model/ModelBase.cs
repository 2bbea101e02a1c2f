using Venn.Storage.Catalog;

namespace Venn.TestKit.Model;

/// <summary>What the sides of a merge started from, lineage by lineage.</summary>
/// <param name="State">Without what clones on the way left behind.</param>
/// <param name="Annotations">Every annotation of a common ancestor, as it had it.</param>
public sealed record ModelBase(ModelState State, HashSet<ModelRevision> Annotations)
{
    /// <summary>
    /// Of several common ancestors the newest that holds a lineage says what it was. Criss-cross histories have more than
    /// one; so have several earlier sides.
    /// </summary>
    public static ModelBase Of(IEnumerable<ModelCommit> earlier, ModelCommit side, ModelMasks masks)
    {
        // As if the earlier ones were merged already: what a newer common ancestor descends from says nothing more, and
        // what has come to one of them has come.
        var sides = earlier.ToList();
        var commits = sides.SelectMany(other => Common(other, side)).Distinct().ToList();
        commits.RemoveAll(c => commits.Exists(newer => newer != c && newer.Ancestors.Contains(c)));
        var found = new List<(ModelCommit Commit, ModelState Narrowed)>();
        foreach (var commit in commits)
        {
            var carried = new ModelState();
            foreach (var other in sides.Where(o => o.Ancestors.Contains(commit)))
            {
                Add(carried, Carry(commit, other, masks));
            }

            found.Add((commit, Both(carried, Carry(commit, side, masks))));
        }

        var state = new ModelState();
        var annotations = new HashSet<ModelRevision>(ReferenceEqualityComparer.Instance);
        foreach (var (commit, narrowed) in found
            .OrderByDescending(f => f.Commit.Generation).ThenBy(f => f.Commit.Dataset).ThenByDescending(f => f.Commit.Sequence))
        {
            AddMissing(state.Items, narrowed.Items);
            AddMissing(state.Annotations, narrowed.Annotations);
            annotations.UnionWith(commit.State.Annotations.Values.Select(a => a.Revision));
        }

        return new ModelBase(state, annotations);
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

        var carried = new ModelState();
        for (var at = descendant; at is not null; at = at.Sequence > 1 ? at.Parents[0] : null)
        {
            foreach (var parent in at.Parents.Where(p => p.Dataset != at.Dataset && p.Ancestors.Contains(ancestor)))
            {
                Add(carried, at.Narrowing.Apply(Carry(ancestor, parent, masks), masks));
            }
        }

        return carried;
    }

    private static void Add(ModelState carried, ModelState more)
    {
        foreach (var relation in Enum.GetValues<Relation>())
        {
            foreach (var (lineage, entry) in more[relation])
            {
                carried[relation][lineage] = carried[relation].TryGetValue(lineage, out var known)
                    ? known with { Masks = known.Masks & entry.Masks }
                    : entry;
            }
        }
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
