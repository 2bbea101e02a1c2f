using Venn.Bitmaps.Containers;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Columns;
using Venn.Storage.Catalog;

namespace Venn.Engine.Query.Facets;

/// <summary>Directories and bytes among the items.</summary>
internal sealed class TotalsCounter() : FacetCounter(Relation.Items)
{
    public long DirectoriesCount { get; private set; }

    public long SizeBytes { get; private set; }

    public override FacetWorker NewWorker() => new Worker();

    public override bool FinishPass(IEnumerable<FacetWorker> workers)
    {
        foreach (var worker in workers.Cast<Worker>())
        {
            DirectoriesCount += worker.DirectoriesCount;
            SizeBytes += worker.SizeBytes;
        }

        return false;
    }

    private sealed class Worker : FacetWorker
    {
        private readonly ulong[] rows = new ulong[RowBits.WordCount];
        private readonly ulong[] present = new ulong[RowBits.WordCount];
        private readonly long[] sizes = new long[RowBits.WordCount << 6];

        public long DirectoriesCount { get; private set; }

        public long SizeBytes { get; private set; }

        public override void Visit(int index, Segment segment, Container members)
        {
            members.CopyToWords(rows);
            var words = rows.AsSpan(0, (segment.RowEnd + 63) / 64);
            present.AsSpan().Clear();
            segment.AreDirectories?.Mark(
                ValueSelection.Range(1, 1), words, RowBits.Count(words), present.AsSpan(0, words.Length));
            for (var w = 0; w < words.Length; w++)
            {
                DirectoriesCount += System.Numerics.BitOperations.PopCount(words[w] & present[w]);
            }

            if (segment.Sizes is not { } column)
            {
                return;
            }

            present.AsSpan().Clear();
            column.ReadFirst(sizes, present);
            RowBits.And(words, present);
            for (var w = 0; w < words.Length; w++)
            {
                for (var word = words[w]; word != 0; word &= word - 1)
                {
                    SizeBytes += sizes[(w << 6) + System.Numerics.BitOperations.TrailingZeroCount(word)];
                }
            }
        }
    }
}
