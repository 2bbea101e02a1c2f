using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Writing;

namespace Venn.Engine.Maintenance.Erasure;

/// <summary>Which kept versions of a dataset hold any of some revisions: followed through its deltas, no state is put together for it.</summary>
internal sealed class ErasureReach(EngineContext context, ErasureScan scan)
{
    private const int CommitBatch = 512;

    private readonly RoaringBitmap items = scan.ItemNumbers;
    private readonly RoaringBitmap annotations = scan.AnnotationNumbers;

    /// <returns>Null when no version does.</returns>
    public ErasureDataset? Find(Dataset dataset, CancellationToken cancellationToken)
    {
        var present = (Items: RoaringBitmap.Empty, Annotations: RoaringBitmap.Empty);
        var ever = present;
        var snapshots = dataset.ReadSnapshots();
        var touched = new List<Snapshot>();
        long versions = 0;
        for (long first = 1; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = context.Catalog.ReadCommits(dataset.Ordinal.Value, first, long.MaxValue, CommitBatch, descending: false);
            if (rows.Count == 0)
            {
                break;
            }

            foreach (var row in rows)
            {
                if (StateDeltaCodec.IsForgotten(row.Delta.Span))
                {
                    continue;
                }

                present = row.Key.Sequence == 1 && row.Parents.Count > 0 ? OfFirst(row.Key) : Next(present, row.Delta);
                ever = (ever.Items.Or(present.Items), ever.Annotations.Or(present.Annotations));
                if (!present.Items.IsEmpty || !present.Annotations.IsEmpty)
                {
                    versions++;
                    touched.AddRange(snapshots.Where(s => s.Commit.Sequence == row.Key.Sequence));
                }
            }

            first = rows[^1].Key.Sequence + 1;
        }

        return versions == 0
            ? null
            : new ErasureDataset(
                dataset, versions, CountLineages(ever.Items, scan.Items), CountLineages(ever.Annotations, scan.Annotations),
                !present.Items.IsEmpty || !present.Annotations.IsEmpty, touched);
    }

    private (RoaringBitmap Items, RoaringBitmap Annotations) OfFirst(Storage.Catalog.Records.CommitKey key)
    {
        var state = context.History.Resolve(Commit.ToId(key));
        return (state.Items.And(items), state.Annotations.And(annotations));
    }

    private (RoaringBitmap Items, RoaringBitmap Annotations) Next(
        (RoaringBitmap Items, RoaringBitmap Annotations) before, ReadOnlyMemory<byte> bytes)
    {
        var delta = StateDeltaCodec.Decode(bytes.Span, context.Masks.Length);
        var kept = delta.ClearsAnnotations ? RoaringBitmap.Empty : before.Annotations;
        return (
            before.Items.AndNot(delta.Items.Removed).Or(delta.Items.Added.And(items)),
            kept.AndNot(delta.Annotations.Removed).Or(delta.Annotations.Added.And(annotations)));
    }

    private static long CountLineages(RoaringBitmap numbers, Dictionary<ulong, Lineage> lineages) =>
        numbers.Select(n => lineages[n]).Distinct().LongCount();
}
