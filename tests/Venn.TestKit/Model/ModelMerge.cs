using System.Text.Json.Nodes;
using Venn.Engine.Versions.Merging;
using Venn.Storage.Catalog;

namespace Venn.TestKit.Model;

/// <summary>Merges states side by side by the table in the design: each later side into what the earlier ones made.</summary>
public sealed class ModelMerge(ModelMasks masks, IReadOnlyList<string> stamps, Func<long> fresh, Func<ModelRevision, long> numberOf)
{
    private MergePolicy policy;
    private bool withAnnotations;
    private ModelState ours = new();
    private ModelState theirs = new();
    private ModelBase origin = ModelBase.Of(new ModelState(), masks);

    /// <summary>What is settled by hand; it goes before the policy.</summary>
    public IReadOnlyDictionary<(Relation Relation, long Lineage), MergeChoice> Choices { get; init; } =
        new Dictionary<(Relation, long), MergeChoice>();

    /// <summary>What makes items of different lineage one.</summary>
    public MergeMatch Match { get; init; }

    public List<ModelConflict> Conflicts { get; } = [];

    /// <summary>Whether neither the policy nor a choice says how some conflict ends: then nothing may be written.</summary>
    public bool IsRefused => Conflicts.Exists(c => !c.IsSettled);

    public List<(long From, long Lineage, string Path, string NewPath)> Renamed { get; } = [];

    public long AddedItemsCount { get; private set; }

    public long MergedItemsCount { get; private set; }

    internal bool IsUnion => policy == MergePolicy.Union;

    internal MergePolicy Policy => policy;

    internal IReadOnlyList<string> Stamps => stamps;

    internal long Fresh() => fresh();

    public ModelState Run(IReadOnlyList<ModelCommit> sides, MergePolicy by, bool annotated, IReadOnlyList<int> more)
    {
        (policy, withAnnotations) = (by, annotated);
        var state = Without(sides[0].State);
        for (var i = 1; i < sides.Count; i++)
        {
            ours = state;
            theirs = Without(sides[i].State);
            origin = ModelBase.Of(sides.Take(i), sides[i], masks);
            if (Match != MergeMatch.None)
            {
                var matching = new ModelMatching(this, Match, ours, theirs, origin.State);
                matching.Run(withAnnotations);
                (ours, theirs) = (matching.Ours, matching.Theirs);
                origin.Take(matching.Known);
                MergedItemsCount += matching.Count;
            }

            state = Step(sides[i].Dataset);
        }

        var result = new ModelState();
        foreach (var relation in Enum.GetValues<Relation>())
        {
            var bits = masks.BitsOf(relation, more);
            foreach (var (lineage, entry) in state[relation])
            {
                result[relation].Add(lineage, entry with { Masks = entry.Masks | bits });
            }
        }

        return result;
    }

    /// <summary>Does to a state what was done between two others: what reverting and picking a commit are.</summary>
    /// <param name="state">What it is done to.</param>
    /// <param name="before">From here.</param>
    /// <param name="after">To here.</param>
    /// <param name="side">The dataset whose change it was.</param>
    /// <param name="by">For what both changed.</param>
    public ModelState Apply(ModelState state, ModelState before, ModelState after, long side, MergePolicy by)
    {
        (policy, withAnnotations, ours, theirs) = (by, true, state, after);
        origin = ModelBase.Of(before, masks);
        return Step(side);
    }

    private ModelState Without(ModelState state)
    {
        if (withAnnotations)
        {
            return state;
        }

        var copy = state.Copy();
        copy.Annotations.Clear();
        return copy;
    }

    private ModelState Step(long side)
    {
        var settled = new SortedDictionary<long, ModelEntry?>();
        foreach (var lineage in Lineages(Relation.Items))
        {
            settled[lineage] = Settle(Relation.Items, lineage);
        }

        var state = new ModelState();
        PlaceItems(state, settled, side);
        MergedItemsCount += theirs.Items.Keys.Count(l => ours.Items.ContainsKey(l) && state.Items.ContainsKey(l));
        AddedItemsCount += state.Items.Keys.Count(l => !ours.Items.ContainsKey(l));
        foreach (var lineage in Lineages(Relation.Annotations))
        {
            var (a, b) = (Find(ours, Relation.Annotations, lineage), Find(theirs, Relation.Annotations, lineage));
            if ((a ?? b) is not { } one || !state.Items.ContainsKey(one.Revision.Item))
            {
                continue;
            }

            if (Settle(Relation.Annotations, lineage) is { } kept)
            {
                state.Annotations.Add(lineage, kept);
            }

            if (IsUnion && a is { } mine && b is { } other && !ReferenceEquals(mine.Revision, other.Revision)
                && Differ(lineage, mine, other))
            {
                var beside = other.Revision.With(See(other)).As(fresh(), other.Revision.Item, lineage);
                state.Annotations.Add(beside.Lineage, new ModelEntry(beside, 0));
            }
        }

        return state;
    }

    private SortedSet<long> Lineages(Relation relation) =>
        [.. ours[relation].Keys, .. theirs[relation].Keys, .. origin.State[relation].Keys];

    /// <summary>Whether both sides have an annotation in a way of their own, that cannot be made one.</summary>
    private bool Differ(long lineage, ModelEntry mine, ModelEntry other)
    {
        var was = Find(origin.State, Relation.Annotations, lineage);
        if (Same(was, mine) || Same(was, other) || SeeText(mine) == SeeText(other))
        {
            return false;
        }

        var isMergeable = was is { } w
            && (ReferenceEquals(w.Revision, mine.Revision) || ReferenceEquals(w.Revision, other.Revision));
        return !isMergeable || MergeBodies(was, mine, other).Merge.Conflicts.Count > 0;
    }

    private (JsonObject Body, ModelBodyMerge Merge) MergeBodies(ModelEntry? was, ModelEntry mine, ModelEntry other)
    {
        var bodies = Bodies(Relation.Annotations, mine, other);
        var body = bodies.Merge(was is { } w ? See(w) : null, See(mine), See(other));
        return (body, bodies);
    }

    internal ModelBodyMerge Bodies(Relation relation, ModelEntry mine, ModelEntry other) =>
        new(policy, IsLater(mine, other), stamps, Choices.GetValueOrDefault((relation, mine.Revision.Lineage)));

    /// <summary>What a lineage becomes; null when it goes or was not there.</summary>
    private ModelEntry? Settle(Relation relation, long lineage)
    {
        var was = Find(origin.State, relation, lineage);
        var (a, b) = (Find(ours, relation, lineage), Find(theirs, relation, lineage));
        if (a is null && b is null)
        {
            return null;
        }

        if (a is { } mine && b is { } other)
        {
            if (ReferenceEquals(mine.Revision, other.Revision))
            {
                return mine with { Masks = SharedMasks(was, mine, other) };
            }

            return Same(was, other) ? mine
                : Same(was, mine) ? other
                : relation == Relation.Items ? SettleItem(lineage, was, mine, other)
                : SettleAnnotation(lineage, was, mine, other);
        }

        var survivor = (a ?? b)!.Value;
        if (was is null || IsUnion)
        {
            return survivor;
        }

        return SettleDeletion(relation, lineage, was.Value, survivor, survivorIsOurs: a is not null);
    }

    private ModelEntry? SettleDeletion(Relation relation, long lineage, ModelEntry was, ModelEntry survivor, bool survivorIsOurs)
    {
        var keeper = survivorIsOurs ? ours : theirs;
        var deleter = survivorIsOurs ? theirs : ours;
        if (relation == Relation.Annotations && !deleter.Items.ContainsKey(survivor.Revision.Item))
        {
            // It went with its item, and the item is kept.
            return survivor;
        }

        var edited = !ReferenceEquals(was.Revision, survivor.Revision)
            || (relation == Relation.Items && keeper.AnnotationsOf(lineage).Any(
                n => !origin.HadAnnotation(survivorIsOurs, n.Revision)));
        if (!edited)
        {
            return null;
        }

        // Of a deletion and an edit, the edit counts as the later.
        var side = Choices.GetValueOrDefault((relation, lineage))?.Whole ?? ModelBodyMerge.Default(policy, theirsIsLater: !survivorIsOurs);
        Conflicts.Add(new ModelConflict(relation, lineage, []) { IsSettled = side is not null });
        return (side == MergeSide.Theirs) == survivorIsOurs ? null : survivor;
    }

    private ModelEntry SettleItem(long lineage, ModelEntry? was, ModelEntry mine, ModelEntry other)
    {
        var bodies = Bodies(Relation.Items, mine, other);
        var body = bodies.Merge(was is { } w ? See(w) : null, See(mine), See(other));
        string Choose(string field, Func<ModelRevision, string> of)
        {
            var (x, y) = (of(mine.Revision), of(other.Revision));
            var old = was is { } before ? of(before.Revision) : null;
            if (x == y || y == old)
            {
                return x;
            }

            if (x == old)
            {
                return y;
            }

            return bodies.TakesTheirs(field) ? y : x;
        }

        var path = Choose("$path", r => r.Path);
        var content = Choose("$content", r => r.Content);
        if (bodies.Conflicts.Count > 0)
        {
            Conflicts.Add(new ModelConflict(Relation.Items, lineage, bodies.Conflicts) { IsSettled = bodies.IsSettled });
        }

        bool IsAs(ModelEntry entry) => entry.Revision.Path == path && entry.Revision.Content == content
            && SeeText(entry) == CanonicalText.Of(body);
        var size = content == mine.Revision.Content ? mine.Revision.SizeBytes : other.Revision.SizeBytes;
        return IsAs(mine) ? mine : IsAs(other) ? other
            : new ModelEntry(mine.Revision.With(body).At(path).Holding(content, size), 0);
    }

    private ModelEntry SettleAnnotation(long lineage, ModelEntry? was, ModelEntry mine, ModelEntry other)
    {
        if (SeeText(mine) == SeeText(other) || (IsUnion && Differ(lineage, mine, other)))
        {
            return mine;
        }

        var (body, merge) = MergeBodies(was, mine, other);
        if (merge.Conflicts.Count > 0)
        {
            Conflicts.Add(new ModelConflict(Relation.Annotations, lineage, merge.Conflicts) { IsSettled = merge.IsSettled });
            if (Choices.GetValueOrDefault((Relation.Annotations, lineage)) is not { Fields.Count: > 0 })
            {
                // An annotation is one statement: unless somebody chose so, its parts are not mixed from two hands.
                return merge.Winner() == MergeSide.Theirs ? other : mine;
            }
        }

        var text = CanonicalText.Of(body);
        return SeeText(mine) == text ? mine
            : SeeText(other) == text ? other
            : new ModelEntry(mine.Revision.With(body), 0);
    }

    /// <summary>The earlier side's items keep their places; what comes or moves takes a free one, in the order of lineages.</summary>
    private void PlaceItems(ModelState state, SortedDictionary<long, ModelEntry?> settled, long side)
    {
        var taken = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var (lineage, result) in settled)
        {
            if (result is { } entry && ours.Items.TryGetValue(lineage, out var mine) && mine.Revision.Path == entry.Revision.Path)
            {
                state.Items.Add(lineage, entry);
                taken.Add(entry.Revision.Path, entry.Revision.IsDirectory);
            }
        }

        var reserved = theirs.Items.ToDictionary(i => i.Value.Revision.Path, i => i.Key, StringComparer.Ordinal);
        foreach (var (lineage, result) in settled)
        {
            if (result is not { } entry || state.Items.ContainsKey(lineage))
            {
                continue;
            }

            var path = entry.Revision.Path;
            if (taken.TryGetValue(path, out var isDirectory))
            {
                if (entry.Revision.IsDirectory && isDirectory && !ours.Items.ContainsKey(lineage))
                {
                    MergedItemsCount++;
                    continue;
                }

                path = ModelPaths.Rename(
                    path, p => taken.ContainsKey(p) || (reserved.TryGetValue(p, out var other) && other != lineage));
                Renamed.Add((side, lineage, entry.Revision.Path, path));
                entry = new ModelEntry(entry.Revision.With(See(entry)).At(path), 0);
            }

            taken.Add(path, entry.Revision.IsDirectory);
            state.Items.Add(lineage, entry);
        }
    }

    /// <summary>Union: hidden when both hide it. Else the side that changed it since the ancestor says.</summary>
    private uint SharedMasks(ModelEntry? was, ModelEntry mine, ModelEntry other)
    {
        if (IsUnion)
        {
            return mine.Masks & other.Masks;
        }

        return (mine.Masks & other.Masks) | ((mine.Masks ^ other.Masks) & ~(was?.Masks ?? 0));
    }

    private bool IsLater(ModelEntry mine, ModelEntry other)
    {
        foreach (var stamp in stamps)
        {
            var order = string.CompareOrdinal(Stamp(mine, stamp), Stamp(other, stamp));
            if (order != 0)
            {
                return order < 0;
            }
        }

        return numberOf(other.Revision) > numberOf(mine.Revision);
    }

    private string Stamp(ModelEntry entry, string stamp) => See(entry)[stamp]?.ToString() ?? "";

    internal JsonObject See(ModelEntry entry) => entry.Revision.See(entry.Masks, masks);

    internal string SeeText(ModelEntry entry) => entry.Revision.SeeText(entry.Masks, masks);

    /// <summary>Left alone: the same revision, of which the same is seen.</summary>
    private static bool Same(ModelEntry? was, ModelEntry entry) => was is { } w && w.IsSameAs(entry);

    private static ModelEntry? Find(ModelState state, Relation relation, long lineage) =>
        state[relation].TryGetValue(lineage, out var entry) ? entry : null;
}
