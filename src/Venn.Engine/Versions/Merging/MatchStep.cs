using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Merging;

/// <summary>
/// Merges the matched items of two sides before the merge proper, which then sees neither them nor their annotations on the
/// later side. What was matched before has an origin: the later side's own revision at the common ancestor; else nothing.
/// </summary>
internal sealed class MatchStep(
    EngineContext context, MergeRules rules, MergeOutput output, DatasetState ours, DatasetState theirs,
    DatasetOrdinal theirDataset, MergeOrigin origin)
{
    private readonly List<ulong> itemsAdded = [];
    private readonly List<ulong> itemsRemoved = [];
    private readonly List<ulong> itemsSeen = [];
    private readonly List<ulong> itemsKnown = [];

    /// <summary>The sides and the origin that are left for the merge proper.</summary>
    public (DatasetState Ours, DatasetState Theirs, MergeOrigin Origin) Run(CancellationToken cancellationToken)
    {
        var pairs = new ItemMatcher(context, output, ours, theirs, theirDataset).Find(rules.Match);
        if (pairs.Count == 0)
        {
            return (ours, theirs, origin);
        }

        var annotations = new MatchedAnnotations(context, rules, output, ours, theirs, origin.State, theirDataset);
        var merge = new ItemMerge(context, rules, output);
        foreach (var (mine, other) in pairs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            MergePair(merge, mine, other);
            annotations.Add(context.ItemSegments.GetLineage(mine), context.ItemSegments.GetLineage(other));
        }

        var (added, removed) = annotations.Finish();
        output.Flush();
        var state = ours with
        {
            Items = MergeStep.Change(ours.Items, itemsAdded, itemsRemoved),
            Annotations = MergeStep.Change(ours.Annotations, added, removed),
        };
        var rest = origin with { State = Without(origin.State, itemsKnown, annotations.Known) };
        return (Within(state), Without(theirs, itemsSeen, annotations.Seen), rest);
    }

    private void MergePair(ItemMerge merge, RevisionNumber number, RevisionNumber theirNumber)
    {
        var mine = context.Read(ours, Relation.Items, number);
        var other = context.Read(theirs, Relation.Items, theirNumber);
        Revision? old = null;
        if (context.ItemSegments.TryFindLineage(origin.State.Items, other.Lineage, out var known))
        {
            old = context.Read(origin.State, Relation.Items, known);
            itemsKnown.Add((ulong)known.Value);
        }

        itemsSeen.Add((ulong)theirNumber.Value);
        var merged = merge.Merge(old, mine, other, keepsPath: true);
        if (merged.Conflict is { } conflict)
        {
            output.AddConflict(conflict);
        }

        if (!merged.IsMine)
        {
            itemsRemoved.Add((ulong)number.Value);
            itemsAdded.Add((ulong)output.Add(Relation.Items, merged.Revision).Number.Value);
        }

        output.AddMatched(new MatchedItem(theirDataset, other.Lineage, mine.Lineage, other.Path, merged.Revision.Path));
    }

    private DatasetState Without(DatasetState state, List<ulong> items, List<ulong> annotations) => Within(state with
    {
        Items = MergeStep.Change(state.Items, [], items),
        Annotations = MergeStep.Change(state.Annotations, [], annotations),
    });

    /// <summary>A mask lies on nothing that is not there.</summary>
    private DatasetState Within(DatasetState state) => state with
    {
        Masks = [.. state.Masks.Select((mask, i) => mask.IsEmpty ? mask : mask.And(state[context.Masks[i].Relation]))],
    };
}
