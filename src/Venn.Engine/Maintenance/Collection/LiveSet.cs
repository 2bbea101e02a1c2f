using Venn.Bitmaps;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Catalog;

namespace Venn.Engine.Maintenance.Collection;

/// <summary>Which revisions are written, which of them some kept commit holds, and which are dead: set algebra.</summary>
/// <remarks>
/// A state is what its first parent's was, and what was added since; so the union of all states that are kept is the union
/// of what all kept deltas add. No state is put together for it. Blocks are read before commits: a revision is written in
/// the transaction of its commit, so whatever is seen here has its commit among those seen after.
/// </remarks>
internal sealed class LiveSet
{
    private const int CommitBatch = 512;

    private readonly RoaringBitmap[] live;
    private readonly RoaringBitmap[] written;

    private LiveSet(RoaringBitmap[] written, RoaringBitmap[] live) => (this.written, this.live) = (written, live);

    public RoaringBitmap Live(Relation relation) => live[(int)relation];

    /// <summary>Within the ranges of the blocks that are stored, and in no kept state; holes among them.</summary>
    public RoaringBitmap Dead(Relation relation) => written[(int)relation].AndNot(live[(int)relation]);

    /// <param name="context">The store.</param>
    /// <param name="pace">Is told of each commit looked at.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<LiveSet> ReadAsync(EngineContext context, Pace pace, CancellationToken cancellationToken)
    {
        var written = new[] { ReadRanges(context.Catalog, Relation.Items), ReadRanges(context.Catalog, Relation.Annotations) };
        var live = new[] { RoaringBitmap.Empty, RoaringBitmap.Empty };
        foreach (var dataset in context.Catalog.ReadDatasets())
        {
            for (long first = 1; ;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var rows = context.Catalog.ReadCommits(dataset.Ordinal, first, long.MaxValue, CommitBatch, descending: false);
                if (rows.Count == 0)
                {
                    break;
                }

                var deltas = rows.Select(r => StateDeltaCodec.Decode(r.Delta.Span, context.Masks.Length)).ToList();
                foreach (var relation in (Relation[])[Relation.Items, Relation.Annotations])
                {
                    var added = deltas.Select(d => d[relation].Added).Where(s => !s.IsEmpty);
                    live[(int)relation] = RoaringBitmap.OrMany([live[(int)relation], .. added]);
                }

                first = rows[^1].Key.Sequence + 1;
                await pace.StepAsync(rows.Count, cancellationToken).ConfigureAwait(false);
            }
        }

        return new LiveSet(written, live);
    }

    private static RoaringBitmap ReadRanges(ICatalog catalog, Relation relation)
    {
        var builder = new RoaringBitmapBuilder();
        foreach (var (first, count) in catalog.ReadRevisionRanges(relation))
        {
            builder.AddRange((ulong)first, (ulong)(first + count));
        }

        return builder.ToBitmap();
    }
}
