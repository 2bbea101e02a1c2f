using System.Collections.Immutable;
using Venn.Bitmaps;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Comparing;
using Venn.Engine.Versions.Merging;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Undoing;

/// <summary>Puts chosen items, with their annotations, back as another version has them.</summary>
internal sealed class Restore(EngineContext context, DatasetVersion head, DatasetVersion from, RoaringBitmap items)
{
    public (MergeReport Report, PendingCommit Pending) Prepare(CancellationToken cancellationToken)
    {
        var output = new MergeOutput(context, head.Dataset.Ordinal);
        try
        {
            var state = Apply(output, cancellationToken);
            var delta = StateDelta.Between(head.State, state, context.Masks);
            var batch = new CatalogBatch();
            batch.RevisionBlocks.AddRange(output.Encode(head.Commit.Id.Sequence + 1, state));
            return (output.Report(state), PendingCommit.From(delta.IsEmpty ? null : delta, batch, output.Settle));
        }
        catch
        {
            output.Settle();
            throw;
        }
    }

    private DatasetState Apply(MergeOutput output, CancellationToken cancellationToken)
    {
        var settlements = new List<Settlement>();
        var annotationsGone = new List<ulong>();
        var found = new List<RevisionNumber>();
        foreach (var (lineage, number) in Diff.ByLineage(context, Relation.Items, items))
        {
            cancellationToken.ThrowIfCancellationRequested();
            RevisionNumber? present =
                context.ItemSegments.TryFindLineage(head.State.Items, lineage, out var now) ? now : null;
            settlements.Add(new Settlement(lineage, present, SettledRevision.Of(number)));
            found.Clear();
            context.AnnotationSegments.FindByItem(head.State.Annotations, lineage, found);
            annotationsGone.AddRange(found.Select(n => (ulong)n.Value));
        }

        var placed = new PathPlacer(context, output, head.State, from.State, from.Dataset.Ordinal).Place(settlements);
        output.Flush();

        // A directory that is there already under another lineage does not come back, nor do annotations on it.
        var absent = settlements.Where(s => !context.ItemSegments.TryFindLineage(placed, s.Lineage, out _))
            .Select(s => (ulong)s.Result!.Number.Value).ToList();
        var source = from.State with { Items = MergeStep.Change(items, [], absent) };
        var annotations = context.Query.Select(
            source, Relation.Annotations, new Filter.OnItem(Filter.All), cancellationToken);
        var state = head.State with
        {
            Items = placed,
            Annotations = MergeStep.Change(head.State.Annotations, [], annotationsGone).Or(annotations),
        };
        return WithMasks(state, annotations);
    }

    private DatasetState WithMasks(DatasetState state, RoaringBitmap annotations)
    {
        var masks = ImmutableArray.CreateBuilder<RoaringBitmap>(context.Masks.Length);
        for (var i = 0; i < context.Masks.Length; i++)
        {
            var relation = context.Masks[i].Relation;
            var restored = relation == Relation.Items ? items : annotations;
            masks.Add(head.State.Masks[i].AndNot(restored).Or(from.State.Masks[i].And(restored)).And(state[relation]));
        }

        return state with { Masks = masks.MoveToImmutable() };
    }
}
