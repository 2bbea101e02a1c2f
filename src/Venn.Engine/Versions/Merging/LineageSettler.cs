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
    /// <summary>Lineages drafted at a time: bounds what is in memory of them.</summary>
    private const int ChunkSize = 2048;

    private const int ParallelFloor = 32;

    private readonly DatasetState @base = origin.State;
    private readonly bool isUnion = rules.IsUnion;
    private readonly ItemMerge items = new(context, rules, output);
    private readonly Lazy<HashSet<Lineage>> annotatedByUs = new(() => TouchedItems(context, rules, ours, origin.OurAnnotations.Value));
    private readonly Lazy<HashSet<Lineage>> annotatedByThem = new(() => TouchedItems(context, rules, theirs, origin.TheirAnnotations.Value));

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

        foreach (var chunk in Open(relation, touched, hasItem).Chunk(ChunkSize))
        {
            // Reading and merging bodies is the most of it, and each lineage stands alone; what comes of it is taken in order.
            var drafts = new SettlementDraft?[chunk.Length];
            var batch = new RevisionBatch(
                context, relation, [.. chunk.SelectMany(c => Wanted(relation, c.Lineage, c.Was, c.Ours, c.Theirs))], cancellationToken);
            EveryCore.For(
                chunk.Length, ParallelFloor,
                i => drafts[i] = SettleOne(relation, batch, chunk[i].Lineage, chunk[i].Was, chunk[i].Ours, chunk[i].Theirs),
                cancellationToken);
            for (var i = 0; i < chunk.Length; i++)
            {
                if (drafts[i] is { } draft && Take(relation, draft, chunk[i].Ours) is { } settlement)
                {
                    yield return settlement;
                }
            }
        }
    }

    /// <summary>Those of the touched that are not as they are on the earlier side.</summary>
    private IEnumerable<(Lineage Lineage, RevisionNumber? Was, RevisionNumber? Ours, RevisionNumber? Theirs)> Open(
        Relation relation, SortedDictionary<Lineage, (RevisionNumber? Base, RevisionNumber? Theirs)> touched, Func<Lineage, bool> hasItem)
    {
        var segments = context.SegmentsOf(relation);
        foreach (var (lineage, (was, b)) in touched)
        {
            RevisionNumber? a = segments.TryFindLineage(ours[relation], lineage, out var found) ? found : null;
            if (a == b || (a is not null && IsAsBefore(theirs, relation, was, b)))
            {
                continue;
            }

            if (relation == Relation.Annotations && !hasItem(segments.GetItem(b ?? a ?? was!.Value)))
            {
                continue;
            }

            yield return (lineage, was, a, b);
        }
    }

    private Settlement? Take(Relation relation, SettlementDraft draft, RevisionNumber? ours)
    {
        if (draft.Conflict is { } conflict)
        {
            output.AddConflict(conflict);
        }

        if (!draft.IsChange)
        {
            return null;
        }

        var result = draft.Made is { } made ? SettledRevision.Of(output.Add(relation, made))
            : draft.Taken is { } taken ? SettledRevision.Of(taken)
            : null;
        return new Settlement(draft.Lineage, ours, result)
        {
            Beside = draft.Beside is { } beside
                ? [SettledRevision.Of(output.Add(relation, beside with { Lineage = context.Identities.Next().Lineage }))]
                : [],
        };
    }

    /// <summary>The revisions whose content is needed to settle a lineage.</summary>
    private IEnumerable<RevisionNumber> Wanted(
        Relation relation, Lineage lineage, RevisionNumber? was, RevisionNumber? a, RevisionNumber? b) =>
        IsTheirsAlone(relation, was, a, b) || ((a is null || b is null) && !IsEditOfDeleted(relation, lineage, was, a, b))
            ? []
            : new[] { was, a, b }.OfType<RevisionNumber>();

    private SettlementDraft? SettleOne(
        Relation relation, RevisionBatch batch, Lineage lineage, RevisionNumber? was, RevisionNumber? a, RevisionNumber? b)
    {
        if (IsTheirsAlone(relation, was, a, b))
        {
            return SettlementDraft.Of(lineage, b!.Value);
        }

        if (a is null || b is null)
        {
            return SettleDeletion(relation, batch, lineage, was, a, b);
        }

        return relation == Relation.Items
            ? SettleItem(batch, lineage, was, a.Value, b.Value)
            : SettleAnnotation(batch, lineage, was, a.Value, b.Value);
    }

    /// <summary>x x b, and - - b: only the later side has it so.</summary>
    private bool IsTheirsAlone(Relation relation, RevisionNumber? was, RevisionNumber? a, RevisionNumber? b) =>
        (a is null && was is null) || (b is not null && IsAsBefore(ours, relation, was, a));

    /// <summary>
    /// Whether a side left it alone. One that sees more of it than the ancestor's state does (the other side is a clone
    /// without metadata) has something to add: then the bodies are merged.
    /// </summary>
    private bool IsAsBefore(DatasetState side, Relation relation, RevisionNumber? was, RevisionNumber? now) =>
        was is { } number && now == was
        && context.MasksOf(side, relation, number) == context.MasksOf(@base, relation, number);

    /// <summary>x deleted x, x x deleted, x deleted b, x a deleted.</summary>
    private SettlementDraft? SettleDeletion(
        Relation relation, RevisionBatch batch, Lineage lineage, RevisionNumber? was, RevisionNumber? a, RevisionNumber? b)
    {
        if (isUnion || WentWithItem(relation, a, b))
        {
            return a is null ? SettlementDraft.Of(lineage, b!.Value) : null;
        }

        if (!IsEditOfDeleted(relation, lineage, was, a, b))
        {
            // One side deleted it, the other left it alone.
            return a is null ? null : SettlementDraft.Gone(lineage);
        }

        // Nobody knows when the other was deleted: of a deletion and an edit, the edit counts as the later.
        var settled = SettledField.Of("", rules.ChoiceFor(relation, lineage)?.Whole, () => rules.Default(() => a is null));
        var conflict = new MergeConflict(
            relation, lineage, Read(batch, @base, was), Read(batch, ours, a), Read(batch, theirs, b), [],
            settled is not null)
        {
            Settled = settled is { } known ? [known] : [],
        };
        var draft = settled?.Side != MergeSide.Theirs ? SettlementDraft.Unchanged(lineage)
            : b is { } kept ? SettlementDraft.Of(lineage, kept) : SettlementDraft.Gone(lineage);
        return draft with { Conflict = conflict };
    }

    private SettlementDraft SettleItem(
        RevisionBatch batch, Lineage lineage, RevisionNumber? was, RevisionNumber a, RevisionNumber b)
    {
        var merge = items.Merge(Read(batch, @base, was), batch.Get(ours, a), batch.Get(theirs, b));
        return Draft(lineage, b, merge.Revision, merge.IsMine, merge.IsOther) with { Conflict = merge.Conflict };
    }

    private SettlementDraft? SettleAnnotation(
        RevisionBatch batch, Lineage lineage, RevisionNumber? was, RevisionNumber a, RevisionNumber b)
    {
        var mine = batch.Get(ours, a);
        var other = batch.Get(theirs, b);
        if (BodyMerge.AreEqual(mine.Body, other.Body))
        {
            return null;
        }

        if (isUnion && a != was && b != was)
        {
            return KeepBoth(lineage, a, other);
        }

        var old = Read(batch, @base, was);
        var choice = rules.ChoiceFor(Relation.Annotations, lineage);
        var merge = new BodyMerge(rules, choice, () => output.IsLater(mine, other), context.StampPaths);
        var body = merge.Merge(old?.Body, mine.Body, other.Body);
        if (merge.Conflicts.Count > 0 && isUnion)
        {
            return KeepBoth(lineage, a, other);
        }

        var mixed = Draft(lineage, b, mine with { Body = body.Json }, body.IsOurs, body.IsTheirs);
        if (merge.Conflicts.Count == 0)
        {
            return mixed;
        }

        var conflict = new MergeConflict(Relation.Annotations, lineage, old, mine, other, merge.Conflicts, merge.IsSettled)
        {
            Settled = merge.Settled,
        };
        if (choice is { Fields.Count: > 0 })
        {
            return mixed with { Conflict = conflict };
        }

        // An annotation is one statement: unless somebody chose so, its parts are not mixed from two hands.
        var side = choice?.Whole ?? rules.Default(() => output.IsLater(mine, other));
        var whole = side == MergeSide.Theirs ? SettlementDraft.Of(lineage, b) : SettlementDraft.Unchanged(lineage);
        return whole with { Conflict = conflict };
    }

    private static SettlementDraft Draft(Lineage lineage, RevisionNumber theirs, Revision merged, bool isOurs, bool isTheirs) =>
        isOurs ? SettlementDraft.Unchanged(lineage)
        : isTheirs ? SettlementDraft.Of(lineage, theirs)
        : SettlementDraft.Of(lineage, merged);

    /// <summary>Both are seen on the item: the later side's under a lineage of its own.</summary>
    private SettlementDraft KeepBoth(Lineage lineage, RevisionNumber ours, Revision theirs) =>
        SettlementDraft.Of(lineage, ours) with { Beside = theirs with { Source = lineage, SourceDataset = theirDataset } };

    /// <summary>Of an annotation: the item was deleted there, and the merge keeps it, and with it its annotations.</summary>
    private bool WentWithItem(Relation relation, RevisionNumber? a, RevisionNumber? b) =>
        relation == Relation.Annotations && !context.ItemSegments.TryFindLineage(
            (a is null ? ours : theirs).Items, context.AnnotationSegments.GetItem((a ?? b)!.Value), out _);

    /// <summary>Whether what one side deleted was edited by the other, or annotated.</summary>
    private bool IsEditOfDeleted(Relation relation, Lineage lineage, RevisionNumber? was, RevisionNumber? a, RevisionNumber? b) =>
        (a ?? b) != was || (relation == Relation.Items && (a is null ? annotatedByThem : annotatedByUs).Value.Contains(lineage));

    private static HashSet<Lineage> TouchedItems(
        EngineContext context, MergeRules rules, DatasetState state, RoaringBitmap before)
    {
        // Annotations added or changed since; one that went with its deleted item is no edit of it, nor is one that the
        // other side's clone did not take along.
        var items = new HashSet<Lineage>();
        foreach (var number in rules.WithAnnotations ? state.Annotations.AndNot(before) : RoaringBitmap.Empty)
        {
            items.Add(context.AnnotationSegments.GetItem(new RevisionNumber((long)number)));
        }

        return items;
    }

    private static Revision? Read(RevisionBatch batch, DatasetState state, RevisionNumber? number) =>
        number is { } n ? batch.Get(state, n) : null;
}
