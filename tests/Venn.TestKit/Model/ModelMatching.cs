using System.Text.Json.Nodes;
using Venn.Engine.Versions.Merging;
using Venn.Storage.Catalog;

namespace Venn.TestKit.Model;

/// <summary>
/// Makes one of items that came by different ways, before the merge proper: which then sees neither the later side's nor
/// their annotations. Every item is held against every other.
/// </summary>
internal sealed class ModelMatching(ModelMerge merge, MergeMatch match, ModelState ours, ModelState theirs, ModelState origin)
{
    private readonly Dictionary<long, ModelEntry> fresh = [];

    /// <summary>Items of the later side that are one with one of the earlier.</summary>
    public int Count { get; private set; }

    public ModelState Ours { get; } = ours.Copy();

    public ModelState Theirs { get; } = theirs.Copy();

    /// <summary>What was looked up of the origin, and is settled by that.</summary>
    public List<(Relation Relation, long Lineage)> Known { get; } = [];

    public void Run(bool withAnnotations)
    {
        foreach (var (mine, other) in Pairs().OrderBy(p => p.Theirs))
        {
            Count++;
            MergeItem(mine, other);
            if (withAnnotations)
            {
                MergeAnnotations(mine, other);
            }
        }

        foreach (var (lineage, entry) in fresh)
        {
            Ours.Annotations[lineage] = entry;
        }
    }

    private List<(long Ours, long Theirs)> Pairs()
    {
        var left = Alone(ours, theirs);
        var right = Alone(theirs, ours);
        if (match == MergeMatch.Path)
        {
            return [.. Same(left, right, r => r.Path)];
        }

        var pairs = new List<(long, long)>();
        foreach (var content in left.Select(r => r.Content).Where(c => c.Length > 0).Distinct())
        {
            var mine = left.Where(r => r.Content == content).ToList();
            var others = right.Where(r => r.Content == content).ToList();
            foreach (var (a, b) in Same(mine, others, r => r.Path).ToList())
            {
                pairs.Add((a, b));
                mine.RemoveAll(r => r.Lineage == a);
                others.RemoveAll(r => r.Lineage == b);
            }

            if (mine.Count == 1 && others.Count == 1)
            {
                pairs.Add((mine[0].Lineage, others[0].Lineage));
            }
        }

        return pairs;
    }

    private static List<ModelRevision> Alone(ModelState here, ModelState there) =>
        [.. here.Items.Where(i => !there.Items.ContainsKey(i.Key)).Select(i => i.Value.Revision).Where(r => !r.IsDirectory)];

    private static IEnumerable<(long Ours, long Theirs)> Same(
        List<ModelRevision> left, List<ModelRevision> right, Func<ModelRevision, string> of) =>
        from a in left from b in right where of(a) == of(b) select (a.Lineage, b.Lineage);

    private void MergeItem(long lineage, long theirLineage)
    {
        var (mine, other) = (ours.Items[lineage], theirs.Items[theirLineage]);
        ModelEntry? old = origin.Items.TryGetValue(theirLineage, out var was) ? was : null;
        var bodies = merge.Bodies(Relation.Items, mine, other);
        var body = bodies.Merge(old is { } o ? merge.See(o) : null, merge.See(mine), merge.See(other));
        var (x, y, before) = (mine.Revision.Content, other.Revision.Content, old?.Revision.Content);
        var content = x == y || y == before ? x : x == before ? y : bodies.TakesTheirs("$content") ? y : x;
        if (bodies.Conflicts.Count > 0)
        {
            merge.Conflicts.Add(new ModelConflict(Relation.Items, lineage, bodies.Conflicts) { IsSettled = bodies.IsSettled });
        }

        if (content != x || CanonicalText.Of(body) != merge.SeeText(mine))
        {
            var size = content == x ? mine.Revision.SizeBytes : other.Revision.SizeBytes;
            Ours.Items[lineage] = new ModelEntry(mine.Revision.With(body).Holding(content, size), 0);
        }

        Theirs.Items.Remove(theirLineage);
        Known.Add((Relation.Items, theirLineage));
    }

    private void MergeAnnotations(long item, long theirItem)
    {
        var mine = ours.AnnotationsOf(item).ToList();
        var others = theirs.AnnotationsOf(theirItem).ToList();
        var known = origin.AnnotationsOf(theirItem).ToList();
        others.ForEach(o => Theirs.Annotations.Remove(o.Revision.Lineage));
        Known.AddRange(known.Select(o => (Relation.Annotations, o.Revision.Lineage)));
        var free = mine.Where(a => !others.Exists(o => o.Revision.Lineage == a.Revision.Source)).ToList();
        foreach (var other in others)
        {
            var old = FindIn(known, other.Revision.Lineage);
            if (CopyOf(mine, other.Revision.Lineage) is { } copy)
            {
                Settle(old, copy, other);
            }
            else if (Take(free, other))
            {
                // It is there already.
            }
            else if (old is { } before && TakeOne(free, before) is { } twin)
            {
                Settle(old, twin, other);
            }
            else if (old is null || ComesBack(old.Value, other))
            {
                Copy(item, other);
            }
        }

        foreach (var gone in known.Where(k => FindIn(others, k.Revision.Lineage) is null))
        {
            if (CopyOf(mine, gone.Revision.Lineage) is { } copy && GoesToo(gone, copy))
            {
                Ours.Annotations.Remove(copy.Revision.Lineage);
            }
        }
    }

    private void Settle(ModelEntry? old, ModelEntry mine, ModelEntry other)
    {
        if ((old is { } before && IsAlike(before, other)) || IsAlike(mine, other))
        {
            return;
        }

        var bodies = merge.Bodies(Relation.Annotations, mine, other);
        var body = bodies.Merge(old is { } o ? merge.See(o) : null, merge.See(mine), merge.See(other));
        if (bodies.Conflicts.Count > 0)
        {
            if (merge.IsUnion)
            {
                Copy(mine.Revision.Item, other);
                return;
            }

            merge.Conflicts.Add(
                new ModelConflict(Relation.Annotations, mine.Revision.Lineage, bodies.Conflicts) { IsSettled = bodies.IsSettled });
            if (merge.Choices.GetValueOrDefault((Relation.Annotations, mine.Revision.Lineage)) is not { Fields.Count: > 0 })
            {
                body = merge.See(bodies.Winner() == MergeSide.Theirs ? other : mine);
            }
        }

        if (CanonicalText.Of(body) != merge.SeeText(mine))
        {
            Ours.Annotations[mine.Revision.Lineage] = new ModelEntry(mine.Revision.With(body), 0);
        }
    }

    private bool ComesBack(ModelEntry old, ModelEntry other) =>
        merge.IsUnion || (!IsAlike(old, other) && SettleDeletion(other.Revision.Lineage, theirsIsLater: true) == MergeSide.Theirs);

    private bool GoesToo(ModelEntry old, ModelEntry copy) =>
        !merge.IsUnion
        && (IsAlike(old, copy) || SettleDeletion(copy.Revision.Lineage, theirsIsLater: false) == MergeSide.Theirs);

    private MergeSide? SettleDeletion(long lineage, bool theirsIsLater)
    {
        var side = merge.Choices.GetValueOrDefault((Relation.Annotations, lineage))?.Whole
            ?? ModelBodyMerge.Default(merge.Policy, theirsIsLater);
        merge.Conflicts.Add(new ModelConflict(Relation.Annotations, lineage, []) { IsSettled = side is not null });
        return side;
    }

    private void Copy(long item, ModelEntry other)
    {
        var copy = other.Revision.With(merge.See(other)).As(merge.Fresh(), item, other.Revision.Lineage);
        fresh.Add(copy.Lineage, new ModelEntry(copy, 0));
    }

    private bool Take(List<ModelEntry> free, ModelEntry like) => TakeOne(free, like) is not null;

    private ModelEntry? TakeOne(List<ModelEntry> free, ModelEntry like)
    {
        var index = free.FindIndex(f => IsAlike(f, like));
        if (index < 0)
        {
            return null;
        }

        var taken = free[index];
        free.RemoveAt(index);
        return taken;
    }

    private static ModelEntry? FindIn(List<ModelEntry> entries, long lineage) =>
        entries.FindIndex(e => e.Revision.Lineage == lineage) is >= 0 and var index ? entries[index] : null;

    private static ModelEntry? CopyOf(List<ModelEntry> entries, long source) =>
        entries.FindIndex(e => e.Revision.Source == source) is >= 0 and var index ? entries[index] : null;

    /// <summary>The same but for who and when.</summary>
    private bool IsAlike(ModelEntry left, ModelEntry right) => Unstamped(left) == Unstamped(right);

    private string Unstamped(ModelEntry entry)
    {
        var body = (JsonObject)merge.See(entry).DeepClone();
        foreach (var stamp in merge.Stamps)
        {
            body.Remove(stamp);
        }

        return CanonicalText.Of(body);
    }
}
