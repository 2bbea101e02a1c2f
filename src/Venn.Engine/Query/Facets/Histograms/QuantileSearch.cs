using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Facets.Histograms;

/// <summary>
/// Finds exact quantiles without keeping the values: six passes, each of which counts by the next 11 bits of the values'
/// ordered form in the bins where a wanted rank lies. Memory: 16 KB a quantile and thread.
/// </summary>
internal sealed class QuantileSearch
{
    private const int BitsPerPass = 11;
    private const int BinsCount = 1 << BitsPerPass;

    private readonly double min;
    private readonly double max;

    /// <summary>For each wanted rank: the bits found, and the rank among the values that begin with them.</summary>
    private readonly (ulong Prefix, long Rank)[] wanted;
    private ulong[] prefixes = [0];
    private int bitsFound;

    public QuantileSearch(long count, double min, double max, int buckets)
    {
        this.min = min;
        this.max = max;
        wanted = new (ulong, long)[buckets - 1];
        for (var k = 1; k < buckets; k++)
        {
            // The smallest value with at least k/n of the values up to it.
            var rank = (long)(((Int128)k * count + buckets - 1) / buckets) - 1;
            wanted[k - 1] = (0, Math.Max(0, rank));
        }
    }

    /// <summary>Known when no pass is wanted any more: ascending, two at least.</summary>
    public IReadOnlyList<double> Edges
    {
        get
        {
            var edges = new SortedSet<double> { min, max };
            edges.UnionWith(wanted.Select(rank => DoubleOrder.Decode((long)(rank.Prefix ^ (1UL << 63)))));
            return edges.Count == 1 ? [min, min] : [.. edges];
        }
    }

    private int NextBits => Math.Min(BitsPerPass, 64 - bitsFound);

    public long[] NewCounts() => new long[prefixes.Length * BinsCount];

    public void Count(ReadOnlySpan<double> values, long[] counts)
    {
        var bits = NextBits;
        foreach (var value in values)
        {
            var key = (ulong)DoubleOrder.Encode(value) ^ (1UL << 63);
            var table = bitsFound == 0 ? 0 : Array.BinarySearch(prefixes, key >> (64 - bitsFound));
            if (table >= 0)
            {
                counts[(table * BinsCount) + (int)((key >> (64 - bitsFound - bits)) & ((1UL << bits) - 1))]++;
            }
        }
    }

    /// <returns>Whether another pass is wanted.</returns>
    public bool Narrow(long[] counts)
    {
        for (var i = 0; i < wanted.Length; i++)
        {
            var (prefix, rank) = wanted[i];
            var bins = counts.AsSpan(Array.BinarySearch(prefixes, prefix) * BinsCount, BinsCount);
            var bin = 0;
            while (rank >= bins[bin])
            {
                rank -= bins[bin++];
            }

            wanted[i] = ((prefix << NextBits) | (uint)bin, rank);
        }

        bitsFound += NextBits;
        prefixes = [.. wanted.Select(rank => rank.Prefix).Distinct().Order()];
        return bitsFound < 64 && wanted.Length > 0;
    }
}
