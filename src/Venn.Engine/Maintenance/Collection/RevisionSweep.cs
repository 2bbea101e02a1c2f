using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Maintenance.Collection;

/// <summary>
/// Takes revisions out of the catalog: rows of which nothing is left are deleted, the others written anew with holes. One
/// thread. Each transaction is whole by itself: one that is cut off leaves revisions that the next run finds again.
/// </summary>
internal sealed class RevisionSweep(EngineContext context, Pace pace)
{
    /// <summary>Rows in one transaction: some megabytes.</summary>
    private const int BatchBlocks = 256;

    private const string CounterKind = "engine.counter";

    public long Removed { get; private set; }

    public long BlocksDeleted { get; private set; }

    public long BlocksRewritten { get; private set; }

    /// <summary>Numbers to remove from one segment.</summary>
    public Dictionary<(Relation Relation, SegmentNumber Segment), int> BySegment { get; } = [];

    /// <summary>The end of a relation's numbers, however many of the last were removed: none is given twice.</summary>
    public static long ReadEnd(ICatalog catalog, Relation relation)
    {
        var floor = catalog.ReadDocument(CounterKind, IdOf(relation)) is { } row
            ? long.Parse(row.Body.Span, System.Globalization.CultureInfo.InvariantCulture)
            : 0;
        return Math.Max(floor, catalog.ReadRevisionEnd(relation));
    }

    /// <param name="relation">Items or annotations.</param>
    /// <param name="gone">Numbers; those of holes and of nothing are passed over.</param>
    /// <param name="isDryRun">Counts, and writes nothing.</param>
    /// <param name="onRemoved">Is told of each revision.</param>
    /// <param name="cancellationToken">Between transactions.</param>
    public async Task RunAsync(
        Relation relation, RoaringBitmap gone, bool isDryRun, Action<Revision>? onRemoved, CancellationToken cancellationToken)
    {
        if (gone.IsEmpty)
        {
            return;
        }

        if (!isDryRun)
        {
            context.Log.ExpectGone(relation, gone);
            await KeepEndAsync(relation).ConfigureAwait(false);
        }

        try
        {
            await RemoveAsync(relation, gone, isDryRun, onRemoved, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Some may be gone though not all are.
            if (!isDryRun)
            {
                context.Proofs.Clear();
            }
        }
    }

    private async Task RemoveAsync(
        Relation relation, RoaringBitmap gone, bool isDryRun, Action<Revision>? onRemoved, CancellationToken cancellationToken)
    {
        var batch = new CatalogBatch();
        foreach (var first in Touched(relation, gone))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (context.Catalog.ReadRevisionBlock(relation, first) is { } block)
            {
                Remove(batch, block, gone, onRemoved);
                await pace.StepAsync(block.Count, cancellationToken).ConfigureAwait(false);
            }

            if (batch.DeletedRevisionBlocks.Count >= BatchBlocks)
            {
                await WriteAsync(batch, isDryRun).ConfigureAwait(false);
                batch = new CatalogBatch();
            }
        }

        await WriteAsync(batch, isDryRun).ConfigureAwait(false);
    }

    /// <summary>Blocks that hold some of the numbers. Read to the end at once: an open read keeps the log from being emptied.</summary>
    private List<long> Touched(Relation relation, RoaringBitmap gone)
    {
        var touched = new List<long>();
        using var numbers = ((IEnumerable<ulong>)gone).GetEnumerator();
        var isThere = numbers.MoveNext();
        foreach (var (first, count) in context.Catalog.ReadRevisionRanges(relation))
        {
            while (isThere && (long)numbers.Current < first)
            {
                isThere = numbers.MoveNext();
            }

            if (!isThere)
            {
                break;
            }

            if ((long)numbers.Current < first + count)
            {
                touched.Add(first);
            }
        }

        return touched;
    }

    private void Remove(CatalogBatch batch, RevisionBlockRecord block, RoaringBitmap gone, Action<Revision>? onRemoved)
    {
        var left = new List<Revision>(block.Count);
        var removed = 0;
        foreach (var revision in RevisionBlockCodec.Decode(block))
        {
            if (!gone.Contains((ulong)revision.Number.Value))
            {
                left.Add(revision);
                continue;
            }

            removed++;
            onRemoved?.Invoke(revision);
            var key = (block.Relation, revision.Number.Segment);
            BySegment[key] = BySegment.GetValueOrDefault(key) + 1;
        }

        if (removed == 0)
        {
            return;
        }

        Removed += removed;
        batch.DeletedRevisionBlocks.Add((block.Relation, block.First));
        if (left.Count == 0)
        {
            BlocksDeleted++;
            return;
        }

        BlocksRewritten++;
        batch.RevisionBlocks.Add(RevisionBlockCodec.EncodeRest(block.Relation, left.ToArray()));
    }

    private async Task WriteAsync(CatalogBatch batch, bool isDryRun)
    {
        if (!isDryRun && batch.DeletedRevisionBlocks.Count > 0
            && await context.Catalog.CommitAsync(batch).ConfigureAwait(false) != CatalogOutcome.Committed)
        {
            throw new WriteConflictException();
        }
    }

    private async Task KeepEndAsync(Relation relation)
    {
        var end = ReadEnd(context.Catalog, relation).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var batch = new CatalogBatch();
        batch.ChangedDocuments.Add(
            new DocumentRecord(CounterKind, IdOf(relation), "", null, System.Text.Encoding.ASCII.GetBytes(end)));
        await context.Catalog.CommitAsync(batch).ConfigureAwait(false);
    }

    private static string IdOf(Relation relation) => relation == Relation.Items ? "items" : "annotations";
}
