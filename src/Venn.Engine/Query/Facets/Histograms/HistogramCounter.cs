using Venn.Bitmaps.Containers;
using Venn.Engine.Query.Facets.Reading;
using Venn.Engine.Segments;
using Venn.Storage.Catalog;

namespace Venn.Engine.Query.Facets.Histograms;

/// <summary>
/// A histogram: a pass for the extent and the mean, passes that narrow quantiles down where they are asked for, and one that
/// fills the buckets.
/// </summary>
internal sealed class HistogramCounter(Relation relation, Func<FieldRows> newReader, Buckets buckets, int containerCount, long rowsCount)
    : FacetCounter(relation)
{
    private readonly NumberStatistics[] numbers = new NumberStatistics[containerCount];
    private readonly NumberStatistics[] times = new NumberStatistics[containerCount];
    private NumberStatistics all;
    private bool areTimes;
    private QuantileSearch? search;
    private BucketTable? table;
    private long[] counts = [];

    public override FacetWorker NewWorker() => new Worker(this, new NumberRows(newReader()), search?.NewCounts() ?? table?.NewCounts());

    public override bool FinishPass(IEnumerable<FacetWorker> workers)
    {
        var found = workers.Cast<Worker>().Select(worker => worker.Counts).OfType<long[]>().ToList();
        if (table is not null)
        {
            counts = table.NewCounts();
            found.ForEach(part => Add(counts, part));
            return false;
        }

        if (search is not null)
        {
            var sums = search.NewCounts();
            found.ForEach(part => Add(sums, part));
            if (search.Narrow(sums))
            {
                return true;
            }

            table = BucketTable.Of(search.Edges);
            search = null;
            return true;
        }

        Summarize();
        if (buckets is Buckets.Given given)
        {
            table = BucketTable.Of(given.Edges);
        }
        else if (all.Count > 0)
        {
            switch (buckets)
            {
                case Buckets.Nice nice:
                    table = BucketTable.Of(areTimes ? NiceTimes.Between(all.Min, all.Max, nice.Count) : NiceEdges.Between(all.Min, all.Max, nice.Count));
                    break;
                case Buckets.Quantiles quantiles:
                    search = new QuantileSearch(all.Count, all.Min, all.Max, quantiles.Count);
                    break;
            }
        }

        return table is not null || search is not null;
    }

    public FacetResult.Histogram ToResult()
    {
        var (min, max, mean) = all.Count == 0 ? (double.NaN, double.NaN, double.NaN) : (all.Min, all.Max, all.Sum / all.Count);
        return table is null
            ? new FacetResult.Histogram(areTimes, [], [], 0, 0, 0, rowsCount - all.Rows, min, max, mean)
            : new FacetResult.Histogram(
                areTimes, table.Edges, counts[1..^1], counts[0], counts[^1], all.Count, rowsCount - all.Rows, min, max, mean);
    }

    // In the order of the segments, so that a sum of doubles is the same whoever counted which.
    private void Summarize()
    {
        NumberStatistics numeric = default, temporal = default;
        for (var i = 0; i < numbers.Length; i++)
        {
            numeric = numeric.With(numbers[i]);
            temporal = temporal.With(times[i]);
        }

        areTimes = buckets is Buckets.Given given ? given.AreTimes : temporal.Count > numeric.Count;
        all = areTimes ? temporal : numeric;
    }

    private static void Add(long[] sums, long[] part)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += part[i];
        }
    }

    private sealed class Worker(HistogramCounter owner, NumberRows rows, long[]? counts) : FacetWorker
    {
        public long[]? Counts => counts;

        public override void Visit(int index, Segment segment, Container members)
        {
            rows.Enter(segment, members);
            if (counts is null)
            {
                owner.numbers[index] = NumberStatistics.Of(rows.Numbers, rows.RowsWithNumbers);
                owner.times[index] = NumberStatistics.Of(rows.Times, rows.RowsWithTimes);
                return;
            }

            var values = owner.areTimes ? rows.Times : rows.Numbers;
            if (owner.search is { } search)
            {
                search.Count(values, counts);
            }
            else
            {
                owner.table!.Count(values, counts);
            }
        }
    }
}
