using System.Collections.Immutable;
using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Comparing;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Merging;

/// <summary>
/// Merges one more side into what the earlier sides made, against the state they came from. Lineages that neither side
/// touched since are never visited. New revisions are given to <see cref="MergeOutput"/>.
/// </summary>
/// <remarks>The table of cases is in the design's section on merge; each case below names its row.</remarks>
internal sealed class MergeStep
{
    private readonly EngineContext context;
    private readonly MergeRules rules;
    private readonly MergeOutput output;
    private readonly DatasetState ours;
    private readonly DatasetState theirs;
    private readonly DatasetOrdinal theirDataset;
    private readonly MergeOrigin origin;

    /// <param name="context">The store.</param>
    /// <param name="rules">Policy, switches, choices.</param>
    /// <param name="output">Takes new revisions and the report.</param>
    /// <param name="ours">What the earlier sides made.</param>
    /// <param name="theirs">The later side.</param>
    /// <param name="theirDataset">Whose state that is.</param>
    /// <param name="origin">What both came from.</param>
    public MergeStep(
        EngineContext context, MergeRules rules, MergeOutput output, DatasetState ours, DatasetState theirs,
        DatasetOrdinal theirDataset, MergeOrigin origin)
    {
        this.context = context;
        this.rules = rules;
        this.output = output;
        this.ours = ours;
        this.theirs = theirs;
        this.theirDataset = theirDataset;
        this.origin = origin;
    }

    public DatasetState Run(CancellationToken cancellationToken)
    {
        var settler = new LineageSettler(context, rules, output, ours, theirs, theirDataset, origin);
        var itemSettlements = settler.Settle(Relation.Items, _ => true, cancellationToken);
        var placer = new PathPlacer(context, output, ours, theirs, theirDataset);
        var items = placer.Place(itemSettlements);
        output.Flush();

        var state = ours with { Items = items };
        var annotations = rules.WithAnnotations ? MergeAnnotations(settler, state, cancellationToken) : RoaringBitmap.Empty;
        output.Flush();
        return WithMasks(state with { Annotations = annotations });
    }

    private RoaringBitmap MergeAnnotations(LineageSettler settler, DatasetState state, CancellationToken cancellationToken)
    {
        bool HasItem(Lineage item) => context.ItemSegments.TryFindLineage(state.Items, item, out _);
        var added = new List<ulong>();
        var removed = new List<ulong>();
        foreach (var settlement in settler.Settle(Relation.Annotations, HasItem, cancellationToken))
        {
            if (settlement.Ours is { } old && settlement.Result?.Number != old)
            {
                removed.Add((ulong)old.Value);
            }

            if (settlement.Result is { } result && result.Number != settlement.Ours)
            {
                added.Add((ulong)result.Number.Value);
            }

            added.AddRange(settlement.Beside.Select(r => (ulong)r.Number.Value));
        }

        var annotations = Change(ours.Annotations, added, removed);
        output.Flush();

        // An item that the merge removed takes its annotations along.
        var goneItems = ours.Items.AndNot(state.Items);
        return goneItems.IsEmpty || annotations.IsEmpty
            ? annotations
            : annotations.AndNot(AnnotationsWithoutItem(annotations, goneItems, state));
    }

    private RoaringBitmap AnnotationsWithoutItem(RoaringBitmap annotations, RoaringBitmap goneItems, DatasetState state)
    {
        var orphans = new List<ulong>();
        var found = new List<RevisionNumber>();
        foreach (var (lineage, _) in Diff.ByLineage(context, Relation.Items, goneItems))
        {
            if (!context.ItemSegments.TryFindLineage(state.Items, lineage, out _))
            {
                found.Clear();
                context.AnnotationSegments.FindByItem(annotations, lineage, found);
                orphans.AddRange(found.Select(n => (ulong)n.Value));
            }
        }

        return Change(RoaringBitmap.Empty, orphans, []);
    }

    /// <summary>
    /// A revision that both sides hold is hidden under union when both hide it, else as the side that changed it says; one
    /// that a single side holds is as that side has it.
    /// </summary>
    private DatasetState WithMasks(DatasetState merged)
    {
        var masks = ImmutableArray.CreateBuilder<RoaringBitmap>(context.Masks.Length);
        for (var i = 0; i < context.Masks.Length; i++)
        {
            var relation = context.Masks[i].Relation;
            var (a, b) = (ours.Masks[i], theirs.Masks[i]);
            if (a.IsEmpty && b.IsEmpty)
            {
                masks.Add(RoaringBitmap.Empty);
                continue;
            }

            var both = a.And(b);
            var alone = a.AndNot(theirs[relation]).Or(b.AndNot(ours[relation]));
            var changed = rules.IsUnion ? RoaringBitmap.Empty
                : NotHiddenBefore(a.Xor(b).And(ours[relation]).And(theirs[relation]), relation, origin.State.Masks[i]);
            masks.Add(both.Or(alone).Or(changed).And(merged[relation]));
        }

        return merged with { Masks = masks.MoveToImmutable() };
    }

    /// <summary>Those of a set whose lineages the ancestor did not hide, in whatever revision it had them.</summary>
    private RoaringBitmap NotHiddenBefore(RoaringBitmap set, Relation relation, RoaringBitmap hidden)
    {
        var left = set.AndNot(hidden);
        if (left.IsEmpty || hidden.IsEmpty)
        {
            return left;
        }

        var others = new List<ulong>();
        foreach (var (lineage, number) in Diff.ByLineage(context, relation, left.AndNot(origin.State[relation])))
        {
            if (context.SegmentsOf(relation).TryFindLineage(hidden, lineage, out _))
            {
                others.Add((ulong)number.Value);
            }
        }

        return Change(left, [], others);
    }

    internal static RoaringBitmap Change(RoaringBitmap set, List<ulong> added, List<ulong> removed)
    {
        if (removed.Count > 0)
        {
            removed.Sort();
            set = set.AndNot(RoaringBitmap.FromSorted(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(removed)));
        }

        if (added.Count > 0)
        {
            added.Sort();
            set = set.Or(RoaringBitmap.FromSorted(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(added)));
        }

        return set;
    }
}
