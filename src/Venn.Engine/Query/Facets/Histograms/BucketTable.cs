namespace Venn.Engine.Query.Facets.Histograms;

/// <summary>Puts numbers between edges.</summary>
internal sealed class BucketTable
{
    private readonly double[] edges;
    private readonly double scale;

    private BucketTable(double[] edges)
    {
        this.edges = edges;
        scale = (edges.Length - 1) / (edges[^1] - edges[0]);
    }

    public IReadOnlyList<double> Edges => edges;

    /// <param name="edges">Ascending, at least two.</param>
    public static BucketTable Of(IReadOnlyList<double> edges) => new([.. edges]);

    /// <summary>One below the first edge, one for each bucket, one above the last edge.</summary>
    public long[] NewCounts() => new long[edges.Length + 1];

    public void Count(ReadOnlySpan<double> values, Span<long> counts)
    {
        var (first, last, buckets) = (edges[0], edges[^1], edges.Length - 1);
        foreach (var value in values)
        {
            if (value < first)
            {
                counts[0]++;
            }
            else if (value >= last)
            {
                counts[value == last ? buckets : buckets + 1]++;
            }
            else
            {
                counts[1 + Find(value, first)]++;
            }
        }
    }

    // Edges mostly lie evenly: the place is computed, and mended where they do not.
    private int Find(double value, double first)
    {
        const int StepsMax = 4;
        var at = Math.Clamp((int)((value - first) * scale), 0, edges.Length - 2);
        for (var step = 0; step < StepsMax; step++)
        {
            if (value < edges[at])
            {
                at--;
            }
            else if (value >= edges[at + 1])
            {
                at++;
            }
            else
            {
                return at;
            }
        }

        var found = Array.BinarySearch(edges, value);
        return found >= 0 ? found : ~found - 1;
    }
}
