using System.Text.Json.Nodes;
using Venn.Engine.Versions.Merging;
using Venn.Storage.Catalog;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.MergeOracle;

/// <summary>The design's table of merges, read as it stands, over what readers see. One merge.</summary>
internal sealed class NaiveMerge(
    MergePolicy policy, IReadOnlyDictionary<(Relation, long), MergeChoice> choices, ModelMasks masks, string stamp)
{
    private Facts ours = new();
    private Facts theirs = new();
    private NaiveOrigin origin = null!;
    private long made;

    /// <summary>In words: relation, lineage, fields, and whether nothing says how it ends.</summary>
    public List<string> Conflicts { get; } = [];

    /// <summary>By lineage and dataset it came from.</summary>
    public List<string> Renamed { get; } = [];

    public List<((Relation Relation, long Lineage) Key, IReadOnlyList<string> Fields)> Fights { get; } = [];

    public bool IsRefused { get; private set; }

    public Facts Run(IReadOnlyList<OracleCommit> sides)
    {
        ours = sides[0].Facts;
        for (var i = 1; i < sides.Count; i++)
        {
            theirs = sides[i].Facts;
            origin = new NaiveOrigin(sides.Take(i), sides[i], masks);
            ours = Two(sides[i].Dataset);
        }

        return ours;
    }

    private Facts Two(long dataset)
    {
        var result = new Facts();
        var items = new SortedDictionary<long, Fact>();
        foreach (var lineage in Lineages(Relation.Items))
        {
            if (Settle(Relation.Items, lineage) is { } kept)
            {
                items.Add(lineage, kept);
            }
        }

        NaivePlaces.Put(result, items, ours, theirs, (lineage, item, path) =>
        {
            Renamed.Add($"{dataset} {lineage} {item.Path} {path}");
            return item with { Path = path, Number = --made };
        });
        foreach (var lineage in Lineages(Relation.Annotations))
        {
            if (result.Items.ContainsKey(ItemOf(lineage)) && Settle(Relation.Annotations, lineage) is { } kept)
            {
                result.Annotations.Add(lineage, kept);
                if (Beside(lineage) is { } other)
                {
                    result.Annotations.Add(--made, other with { Number = made, Source = lineage });
                }
            }
        }

        return result;
    }

    private SortedSet<long> Lineages(Relation relation) => [.. ours[relation].Keys, .. theirs[relation].Keys];

    private long ItemOf(long annotation) =>
        (ours.Annotations.GetValueOrDefault(annotation) ?? theirs.Annotations[annotation]).Item;

    private Fact? Settle(Relation relation, long lineage)
    {
        var was = origin.Find(relation, lineage);
        var (a, b) = (ours.Find(relation, lineage), theirs.Find(relation, lineage));
        if (a is null || b is null)
        {
            return Alone(relation, lineage, was, a, b);
        }

        if (policy == MergePolicy.Union && a.Number == b.Number)
        {
            // The same of which one side sees less: under union all of it is seen.
            return OneOf(a, b, BodyOf(relation, lineage, a, b).Objects([], a.Body, b.Body));
        }

        return relation == Relation.Items ? Item(lineage, was, a, b) : Annotation(lineage, was, a, b);
    }

    /// <summary>- a -, x deleted x, x deleted b.</summary>
    private Fact? Alone(Relation relation, long lineage, Fact? was, Fact? a, Fact? b)
    {
        var there = (a ?? b)!;
        if (was is null || policy == MergePolicy.Union)
        {
            return there;
        }

        var (keeper, deleter) = a is null ? (theirs, ours) : (ours, theirs);
        if (relation == Relation.Annotations && !deleter.Items.ContainsKey(there.Item))
        {
            return there;
        }

        var isEdited = there.Number != was.Number || (relation == Relation.Items
            && keeper.Annotations.Any(n => n.Value.Item == lineage && !origin.HadAnnotation(a is not null, n.Key, n.Value.Number)));
        if (!isEdited)
        {
            return null;
        }

        var body = new NaiveBody(policy, choices.GetValueOrDefault((relation, lineage)), theirsIsLater: a is null, stamp);
        var winner = body.Whole;
        Note(relation, lineage, [], winner is not null);
        return winner == MergeSide.Theirs ? b : a;
    }

    private Fact Item(long lineage, Fact? was, Fact a, Fact b)
    {
        var body = BodyOf(Relation.Items, lineage, a, b);
        var merged = body.Objects(was?.Body ?? [], a.Body, b.Body);
        var path = body.Text("$path", was?.Path, a.Path, b.Path);
        var content = body.Text("$content", was?.Content, a.Content, b.Content);
        if (body.Fought.Count > 0)
        {
            Note(Relation.Items, lineage, body.Fought, body.IsSettled);
        }

        var text = CanonicalText.Of(merged);
        bool Is(Fact fact) => fact.Text == text && fact.Path == path && fact.Content == content;
        return Is(a) ? a : Is(b) ? b : a with { Number = --made, Body = merged, Text = text, Path = path, Content = content };
    }

    private Fact Annotation(long lineage, Fact? was, Fact a, Fact b)
    {
        if (a.Text == b.Text || IsAs(was, b) || BothEdited(was, a, b))
        {
            return a;
        }

        if (IsAs(was, a))
        {
            return b;
        }

        var body = BodyOf(Relation.Annotations, lineage, a, b);
        var merged = body.Objects(was?.Body ?? [], a.Body, b.Body);
        if (body.Fought.Count > 0)
        {
            if (policy == MergePolicy.Union)
            {
                return a;
            }

            Note(Relation.Annotations, lineage, body.Fought, body.IsSettled);
            if (choices.GetValueOrDefault((Relation.Annotations, lineage)) is not { Fields.Count: > 0 })
            {
                return body.Whole == MergeSide.Theirs ? b : a;
            }
        }

        return OneOf(a, b, merged);
    }

    /// <summary>Under union the other side's, beside ours, where both have it in a way of their own.</summary>
    private Fact? Beside(long lineage)
    {
        if (policy != MergePolicy.Union || ours.Find(Relation.Annotations, lineage) is not { } a
            || theirs.Find(Relation.Annotations, lineage) is not { } b || a.Text == b.Text || a.Number == b.Number)
        {
            return null;
        }

        var was = origin.Find(Relation.Annotations, lineage);
        if (IsAs(was, a) || IsAs(was, b))
        {
            return null;
        }

        var body = BodyOf(Relation.Annotations, lineage, a, b);
        body.Objects(was?.Body ?? [], a.Body, b.Body);
        return BothEdited(was, a, b) || body.Fought.Count > 0 ? b : null;
    }

    private bool BothEdited(Fact? was, Fact a, Fact b) =>
        policy == MergePolicy.Union && !IsAs(was, a) && !IsAs(was, b) && a.Number != was?.Number && b.Number != was?.Number;

    private static bool IsAs(Fact? was, Fact now) => was is not null && now.Number == was.Number && now.Text == was.Text;

    private Fact OneOf(Fact a, Fact b, JsonObject merged)
    {
        var text = CanonicalText.Of(merged);
        return text == a.Text ? a : text == b.Text ? b : a with { Number = --made, Body = merged, Text = text };
    }

    private NaiveBody BodyOf(Relation relation, long lineage, Fact a, Fact b)
    {
        var order = string.CompareOrdinal(a.Body[stamp]?.ToString() ?? "", b.Body[stamp]?.ToString() ?? "");
        return new NaiveBody(policy, choices.GetValueOrDefault((relation, lineage)), order != 0 ? order < 0 : Age(b) > Age(a), stamp);
    }

    /// <summary>What the merge itself has made is younger than all that was there.</summary>
    private static long Age(Fact fact) => fact.Number < 0 ? (long.MaxValue / 2) - fact.Number : fact.Number;

    private void Note(Relation relation, long lineage, IReadOnlyList<string> fields, bool isSettled)
    {
        Conflicts.Add(Say(relation, lineage, fields, isSettled));
        Fights.Add(((relation, lineage), fields));
        IsRefused |= !isSettled;
    }

    public static string Say(Relation relation, long lineage, IEnumerable<string> fields, bool isSettled) =>
        $"{relation} {lineage} {string.Join(',', fields.Order(StringComparer.Ordinal))} {isSettled}";
}
