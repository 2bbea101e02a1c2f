using Venn.Bitmaps;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Maintenance.Erasure;

/// <summary>
/// Takes erased revisions out of every commit's delta, in one batch: then no state that is put together has them, of
/// whatever dataset and version. Details and messages of commits, and messages of snapshots, that name a path of theirs go;
/// checkpoints go, for they are derived.
/// </summary>
/// <param name="context">The store.</param>
/// <param name="items">Numbers of items.</param>
/// <param name="annotations">Numbers of annotations.</param>
/// <param name="texts">Knows what names any of it.</param>
/// <param name="touched">Ordinals of the datasets some version of which holds any of it.</param>
internal sealed class DeltaScrub(
    EngineContext context, RoaringBitmap items, RoaringBitmap annotations, TextScrub texts, IReadOnlyList<long> touched)
{
    private const int CommitBatch = 512;

    public void AddTo(CatalogBatch batch, CancellationToken cancellationToken)
    {
        foreach (var dataset in context.Catalog.ReadDatasets())
        {
            if (touched.Contains(dataset.Ordinal))
            {
                batch.DeletedCheckpoints.AddRange(context.Catalog.ReadCheckpoints(dataset.Ordinal).Select(c => c.Key));
            }

            foreach (var snapshot in context.Catalog.ReadSnapshots(dataset.Ordinal).Where(s => texts.IsMeant(s.Message)))
            {
                batch.DeletedSnapshots.Add(snapshot.Id);
                batch.Snapshots.Add(snapshot with { Message = TextScrub.Erased });
            }

            for (long first = 1; ;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var rows = context.Catalog.ReadCommits(dataset.Ordinal, first, long.MaxValue, CommitBatch, descending: false);
                if (rows.Count == 0)
                {
                    break;
                }

                batch.ChangedCommits.AddRange(rows.Select(Scrub).OfType<CommitRecord>());
                first = rows[^1].Key.Sequence + 1;
            }
        }
    }

    /// <summary>Null when nothing of it has to change.</summary>
    private CommitRecord? Scrub(CommitRecord row)
    {
        var delta = StateDeltaCodec.Decode(row.Delta.Span, context.Masks.Length);
        var clean = StateDeltaCodec.IsForgotten(row.Delta.Span) ? delta : Clean(delta);
        var (isToldByDetails, isToldByMessage) = (texts.IsMeant(row.Details), texts.IsMeant(row.Message));
        if (ReferenceEquals(clean, delta) && !isToldByDetails && !isToldByMessage)
        {
            return null;
        }

        return row with
        {
            Delta = ReferenceEquals(clean, delta) ? row.Delta : StateDeltaCodec.Encode(clean),
            Details = isToldByDetails ? """{"erased":true}"""u8.ToArray() : row.Details,
            Message = isToldByMessage ? TextScrub.Erased : row.Message,
        };
    }

    private StateDelta Clean(StateDelta delta)
    {
        var (i, a) = (Clean(delta.Items, items), Clean(delta.Annotations, annotations));
        var masks = delta.Masks.Select((m, index) => Clean(m, context.Masks[index].Relation == Relation.Items ? items : annotations)).ToArray();
        return ReferenceEquals(i, delta.Items) && ReferenceEquals(a, delta.Annotations) && masks.SequenceEqual(delta.Masks)
            ? delta
            : delta with { Items = i, Annotations = a, Masks = [.. masks] };
    }

    private static RelationDelta Clean(RelationDelta delta, RoaringBitmap gone) =>
        delta.Added.Intersects(gone) || delta.Removed.Intersects(gone)
            ? new RelationDelta(delta.Added.AndNot(gone), delta.Removed.AndNot(gone))
            : delta;
}
