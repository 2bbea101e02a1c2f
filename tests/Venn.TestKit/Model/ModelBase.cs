using Venn.Storage.Catalog;

namespace Venn.TestKit.Model;

/// <summary>What the sides of a merge started from, lineage by lineage.</summary>
public sealed class ModelBase
{
    private readonly IReadOnlyList<ModelCommit> earlier;
    private readonly ModelCommit? side;
    private readonly ModelMasks masks;
    private readonly List<ModelCommit> common = [];
    private readonly Dictionary<(ModelCommit From, ModelCommit To), ModelState> carried = [];

    private ModelBase(IReadOnlyList<ModelCommit> earlier, ModelCommit side, ModelMasks masks)
    {
        this.earlier = earlier;
        this.side = side;
        this.masks = masks;
        State = new ModelState();
        var all = earlier.SelectMany(e => e.Ancestors).Intersect(side.Ancestors).ToHashSet();
        var newest = new List<ModelCommit>();
        foreach (var commit in all.OrderByDescending(c => c.Generation))
        {
            if (!newest.Exists(n => n.Ancestors.Contains(commit)))
            {
                newest.Add(commit);
            }
        }

        common.AddRange(Exits([.. earlier, side]).Where(all.Contains).Concat(newest).Distinct().Where(c => !c.IsForgotten)
            .OrderByDescending(c => c.Generation).ThenBy(c => c.Dataset).ThenByDescending(c => c.Sequence));
        foreach (var relation in Enum.GetValues<Relation>())
        {
            foreach (var lineage in earlier.SelectMany(e => e.State[relation].Keys).Concat(side.State[relation].Keys)
                .Concat(common.SelectMany(c => c.State[relation].Keys)).Distinct())
            {
                if (Find(relation, lineage) is { } entry)
                {
                    State[relation].Add(lineage, entry);
                }
            }
        }
    }

    private ModelBase(ModelState state, ModelMasks masks)
    {
        earlier = [];
        this.masks = masks;
        State = state;
    }

    /// <summary>Without what clones on the way left behind.</summary>
    public ModelState State { get; }

    /// <summary>
    /// The newest common ancestor that handed a lineage down to both sides says what it was, unless a newer one, to which it
    /// had come, is without it. As if the earlier sides were merged already: what has come to one of them has come.
    /// </summary>
    public static ModelBase Of(IEnumerable<ModelCommit> earlier, ModelCommit side, ModelMasks masks) =>
        new([.. earlier], side, masks);

    /// <summary>One state, which both sides had whole.</summary>
    public static ModelBase Of(ModelState state, ModelMasks masks) => new(state, masks);

    /// <summary>Whether a side has an annotation as the newest ancestor had it that handed it down to that side.</summary>
    public bool HadAnnotation(bool isOurs, ModelRevision annotation)
    {
        if (side is null)
        {
            return State.Annotations.TryGetValue(annotation.Lineage, out var had) && ReferenceEquals(had.Revision, annotation);
        }

        IReadOnlyList<ModelCommit> sides = isOurs ? earlier : [side];
        return common.FirstOrDefault(c => Holds(c, Relation.Annotations, annotation.Lineage)
                && sides.Any(s => Carry(c, s).Annotations.ContainsKey(annotation.Lineage))) is { } ancestor
            && ReferenceEquals(ancestor.State.Annotations[annotation.Lineage].Revision, annotation);
    }

    /// <summary>Takes out what is settled already.</summary>
    public void Take(IEnumerable<(Relation Relation, long Lineage)> settled)
    {
        foreach (var (relation, lineage) in settled)
        {
            State[relation].Remove(lineage);
        }
    }

    private ModelEntry? Find(Relation relation, long lineage)
    {
        foreach (var commit in common.Where(c => Holds(c, relation, lineage)))
        {
            ModelEntry? left = null;
            foreach (var one in earlier)
            {
                if (Carry(commit, one)[relation].TryGetValue(lineage, out var entry))
                {
                    left = entry with { Masks = entry.Masks & (left?.Masks ?? uint.MaxValue) };
                }
            }

            if (left is { } mine && Carry(commit, side!)[relation].TryGetValue(lineage, out var other))
            {
                return mine with { Masks = mine.Masks | other.Masks };
            }
        }

        return null;
    }

    private bool Holds(ModelCommit commit, Relation relation, long lineage) =>
        commit.State[relation].ContainsKey(lineage)
        && !common.Exists(n => n != commit && !n.State[relation].ContainsKey(lineage) && Carry(commit, n)[relation].ContainsKey(lineage));

    /// <summary>
    /// The sides, and the commits from which a way leads into another dataset. What any other held is held by the next of
    /// these, or was deleted before it.
    /// </summary>
    private static HashSet<ModelCommit> Exits(IReadOnlyList<ModelCommit> sides) =>
        [.. sides, .. sides.SelectMany(s => s.Ancestors).SelectMany(c => c.Parents.Where(p => p.Dataset != c.Dataset))];

    /// <summary>What of an ancestor's state came down to a descendant, by any way; nothing when it is none.</summary>
    private ModelState Carry(ModelCommit from, ModelCommit to)
    {
        if (from.Dataset == to.Dataset && from.Sequence <= to.Sequence)
        {
            return from.State;
        }

        if (carried.TryGetValue((from, to), out var known))
        {
            return known;
        }

        var state = carried[(from, to)] = new ModelState();
        for (var at = to; at is not null; at = at.Sequence > 1 ? at.Parents[0] : null)
        {
            foreach (var parent in at.Parents.Where(p => p.Dataset != at.Dataset && p.Ancestors.Contains(from)))
            {
                Add(state, at.Narrowing.Apply(Carry(from, parent), masks));
            }
        }

        return state;
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
}
