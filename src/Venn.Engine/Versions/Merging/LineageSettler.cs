using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Comparing;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Merging;

/// <summary>What one lineage becomes.</summary>
/// <param name="Lineage">Which.</param>
/// <param name="Ours">Its number on the earlier side, if it is there.</param>
/// <param name="Result">What takes its place; null when it goes.</param>
internal readonly record struct Settlement(Lineage Lineage, RevisionNumber? Ours, SettledRevision? Result)
{
    /// <summary>Annotations kept beside it, under lineages of their own.</summary>
    public IReadOnlyList<SettledRevision> Beside { get; init; } = [];
}

/// <summary>A revision by number; one of the merge's own has its content at hand.</summary>
internal sealed record SettledRevision(RevisionNumber Number, Revision? Made)
{
    public static SettledRevision Of(RevisionNumber number) => new(number, null);

    public static SettledRevision Of(Revision made) => new(made.Number, made);
}

/// <summary>Settles, lineage by lineage, what two sides made of a common state.</summary>
internal sealed class LineageSettler(
    EngineContext context, MergeRules rules, MergeOutput output, DatasetState ours, DatasetState theirs,
    DatasetOrdinal theirDataset, MergeOrigin origin)
{
    private readonly DatasetState @base = origin.State;
    private readonly bool isUnion = rules.IsUnion;
    private HashSet<Lineage>? annotatedByUs;
    private HashSet<Lineage>? annotatedByThem;

    /// <summary>The lineages that become something else than they are on the earlier side, ascending.</summary>
    public IEnumerable<Settlement> Settle(
        Relation relation, Func<Lineage, bool> hasItem, CancellationToken cancellationToken)
    {
        var segments = context.SegmentsOf(relation);
        var goneByThem = Diff.ByLineage(context, relation, @base[relation].AndNot(theirs[relation]));
        var comeByThem = Diff.ByLineage(context, relation, theirs[relation].AndNot(@base[relation]));
        var touched = new SortedDictionary<Lineage, (RevisionNumber? Base, RevisionNumber? Theirs)>();
        foreach (var (lineage, number) in goneByThem)
        {
            touched[lineage] = (number, null);
        }

        foreach (var (lineage, number) in comeByThem)
        {
            touched[lineage] = (touched.TryGetValue(lineage, out var known) ? known.Base : null, number);
        }

        // What the earlier side deleted and the later one left alone is visited too: under union it comes back.
        foreach (var (lineage, number) in Diff.ByLineage(context, relation, @base[relation].AndNot(ours[relation])))
        {
            if (theirs[relation].Contains((ulong)number.Value))
            {
                touched[lineage] = (number, number);
            }
        }

        foreach (var (lineage, (was, b)) in touched)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RevisionNumber? a = segments.TryFindLineage(ours[relation], lineage, out var found) ? found : null;
            if (a == b || (a is not null && IsAsBefore(theirs, relation, was, b)))
            {
                continue;
            }

            if (relation == Relation.Annotations && !hasItem(segments.GetItem(b ?? a ?? was!.Value)))
            {
                continue;
            }

            if (SettleOne(relation, lineage, was, a, b) is { } settlement)
            {
                yield return settlement;
            }
        }
    }

    private Settlement? SettleOne(
        Relation relation, Lineage lineage, RevisionNumber? was, RevisionNumber? a, RevisionNumber? b)
    {
        if ((a is null && was is null) || (b is not null && IsAsBefore(ours, relation, was, a)))
        {
            // x x b, and - - b: only the later side has it so.
            return new Settlement(lineage, a, SettledRevision.Of(b!.Value));
        }

        if (a is null || b is null)
        {
            return SettleDeletion(relation, lineage, was, a, b);
        }

        return relation == Relation.Items
            ? SettleItem(lineage, was, a.Value, b.Value)
            : SettleAnnotation(lineage, was, a.Value, b.Value);
    }

    /// <summary>
    /// Whether a side left it alone. One that sees more of it than the ancestor's state does (the other side is a clone
    /// without metadata) has something to add: then the bodies are merged.
    /// </summary>
    private bool IsAsBefore(DatasetState side, Relation relation, RevisionNumber? was, RevisionNumber? now) =>
        was is { } number && now == was
        && context.MasksOf(side, relation, number) == context.MasksOf(@base, relation, number);

    /// <summary>x deleted x, x x deleted, x deleted b, x a deleted.</summary>
    private Settlement? SettleDeletion(
        Relation relation, Lineage lineage, RevisionNumber? was, RevisionNumber? a, RevisionNumber? b)
    {
        if (isUnion)
        {
            return a is null ? new Settlement(lineage, null, SettledRevision.Of(b!.Value)) : null;
        }

        if (relation == Relation.Annotations && WentWithItem(a is null ? ours : theirs, survivor: (a ?? b)!.Value))
        {
            // The item was deleted there, and the merge keeps it: then its annotations stay with it.
            return a is null ? new Settlement(lineage, null, SettledRevision.Of(b!.Value)) : null;
        }

        var survivor = a ?? b;
        var edited = survivor != was
            || (relation == Relation.Items && (a is null ? AnnotatedByThem : AnnotatedByUs).Contains(lineage));
        if (!edited)
        {
            // One side deleted it, the other left it alone.
            return a is null ? null : new Settlement(lineage, a, null);
        }

        // Nobody knows when the other was deleted: of a deletion and an edit, the edit counts as the later.
        var side = rules.ChoiceFor(relation, lineage)?.Whole ?? rules.Default(theirsIsLater: a is null);
        output.AddConflict(new MergeConflict(
            relation, lineage, Read(@base, relation, was), Read(ours, relation, a), Read(theirs, relation, b), [],
            side is not null));
        return side == MergeSide.Theirs
            ? new Settlement(lineage, a, b is { } kept ? SettledRevision.Of(kept) : null)
            : null;
    }

    private Settlement? SettleItem(Lineage lineage, RevisionNumber? was, RevisionNumber a, RevisionNumber b)
    {
        var old = Read(@base, Relation.Items, was);
        var mine = Read(ours, Relation.Items, a)!;
        var other = Read(theirs, Relation.Items, b)!;
        var merge = new BodyMerge(
            rules, rules.ChoiceFor(Relation.Items, lineage), output.IsLater(mine, other), context.StampPaths);
        var body = merge.Merge(old?.Body, mine.Body, other.Body);
        var path = Choose(merge, "$path", old?.Path, mine.Path, other.Path);
        var content = Choose(merge, "$content", old?.Content, mine.Content, other.Content);
        if (merge.Conflicts.Count > 0)
        {
            output.AddConflict(
                new MergeConflict(Relation.Items, lineage, old, mine, other, merge.Conflicts, merge.IsSettled));
        }

        var merged = mine with
        {
            Body = body,
            Path = path,
            Content = content,
            SizeBytes = content == mine.Content ? mine.SizeBytes : other.SizeBytes,
        };
        if (IsSame(merged, mine))
        {
            return null;
        }

        return IsSame(merged, other)
            ? new Settlement(lineage, a, SettledRevision.Of(b))
            : new Settlement(lineage, a, SettledRevision.Of(output.Add(Relation.Items, merged)));
    }

    private Settlement? SettleAnnotation(Lineage lineage, RevisionNumber? was, RevisionNumber a, RevisionNumber b)
    {
        var mine = Read(ours, Relation.Annotations, a)!;
        var other = Read(theirs, Relation.Annotations, b)!;
        if (BodyMerge.AreEqual(mine.Body, other.Body))
        {
            return null;
        }

        if (isUnion && a != was && b != was)
        {
            return KeepBoth(lineage, a, other);
        }

        var old = Read(@base, Relation.Annotations, was);
        var choice = rules.ChoiceFor(Relation.Annotations, lineage);
        var isLater = output.IsLater(mine, other);
        var merge = new BodyMerge(rules, choice, isLater, context.StampPaths);
        var body = merge.Merge(old?.Body, mine.Body, other.Body);
        if (merge.Conflicts.Count > 0 && isUnion)
        {
            return KeepBoth(lineage, a, other);
        }

        if (merge.Conflicts.Count > 0)
        {
            output.AddConflict(
                new MergeConflict(Relation.Annotations, lineage, old, mine, other, merge.Conflicts, merge.IsSettled));
            if (choice is not { Fields.Count: > 0 })
            {
                // An annotation is one statement: unless somebody chose so, its parts are not mixed from two hands.
                return (choice?.Whole ?? rules.Default(isLater)) == MergeSide.Theirs
                    ? new Settlement(lineage, a, SettledRevision.Of(b))
                    : null;
            }
        }

        var merged = mine with { Body = body };
        return IsSame(merged, mine) ? null
            : IsSame(merged, other) ? new Settlement(lineage, a, SettledRevision.Of(b))
            : new Settlement(lineage, a, SettledRevision.Of(output.Add(Relation.Annotations, merged)));
    }

    /// <summary>Both are seen on the item: the later side's under a lineage of its own.</summary>
    private Settlement KeepBoth(Lineage lineage, RevisionNumber ours, Revision theirs)
    {
        var beside = output.Add(Relation.Annotations, theirs with
        {
            Lineage = context.Identities.Next().Lineage, Source = lineage, SourceDataset = theirDataset,
        });
        return new Settlement(lineage, ours, SettledRevision.Of(ours)) { Beside = [SettledRevision.Of(beside)] };
    }

    private bool WentWithItem(DatasetState deleter, RevisionNumber survivor) =>
        !context.ItemSegments.TryFindLineage(deleter.Items, context.AnnotationSegments.GetItem(survivor), out _);

    private HashSet<Lineage> AnnotatedByUs => annotatedByUs ??= TouchedItems(ours);

    private HashSet<Lineage> AnnotatedByThem => annotatedByThem ??= TouchedItems(theirs);

    private HashSet<Lineage> TouchedItems(DatasetState state)
    {
        // Annotations added or changed since; one that went with its deleted item is no edit of it, nor is one that the
        // other side's clone did not take along.
        var items = new HashSet<Lineage>();
        foreach (var number in rules.WithAnnotations ? state.Annotations.AndNot(origin.Annotations) : RoaringBitmap.Empty)
        {
            items.Add(context.AnnotationSegments.GetItem(new RevisionNumber((long)number)));
        }

        return items;
    }

    private Revision? Read(DatasetState state, Relation relation, RevisionNumber? number) =>
        number is { } n ? context.Read(state, relation, n) : null;

    private static T Choose<T>(BodyMerge merge, string field, object? was, T mine, T other)
        where T : notnull
    {
        if (mine.Equals(other) || other.Equals(was))
        {
            return mine;
        }

        if (mine.Equals(was))
        {
            return other;
        }

        return merge.TakesTheirs(field) ? other : mine;
    }

    private static bool IsSame(Revision left, Revision right) =>
        left.Path == right.Path && left.Content == right.Content && BodyMerge.AreEqual(left.Body, right.Body);
}
