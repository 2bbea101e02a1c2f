namespace Venn.Engine.Query.Facets.Histograms;

/// <summary>Round edges over an extent of numbers: multiples of 1, 2 or 5 times a power of ten.</summary>
internal static class NiceEdges
{
    /// <summary>The last ones for extents that lie across a round number.</summary>
    private static readonly double[] Factors = [1, 2, 5, 10, 20, 50];

    /// <returns>Ascending, two at least; from at or below the smallest to at or above the largest.</returns>
    public static double[] Between(double min, double max, int count)
    {
        var extent = max - min;
        if (extent == 0)
        {
            var next = Math.Max(min + 1, Math.BitIncrement(min));
            return [min, double.IsFinite(next) ? next : min];
        }

        var rough = extent / count;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        foreach (var factor in Factors)
        {
            var step = factor * power;
            var (low, high) = (Math.Floor(min / step), Math.Ceiling(max / step));
            if (high - low <= count && double.IsFinite(low) && double.IsFinite(high))
            {
                return Edges(low, (int)(high - low), step, min, max);
            }
        }

        // One bucket over a round number, or numbers too far apart for a double to tell how far.
        return [min, max];
    }

    // Multiples, not sums: errors do not add up. An edge may miss the extent by a rounding: the outer ones then take its place.
    private static double[] Edges(double low, int count, double step, double min, double max)
    {
        var edges = new List<double>(count + 1);
        for (var i = 0; i <= count; i++)
        {
            var edge = Round((low + i) * step, step);
            if (edges.Count == 0 || edge > edges[^1])
            {
                edges.Add(edge);
            }
        }

        edges[0] = Math.Min(edges[0], min);
        edges[^1] = Math.Max(edges[^1], max);
        return edges.Count > 1 ? [.. edges] : [min, max];
    }

    // 3 * 0.1 is to be 0.3.
    private static double Round(double edge, double step)
    {
        const int DigitsMax = 15;
        var digits = -(int)Math.Floor(Math.Log10(step));
        return digits is > 0 and <= DigitsMax ? Math.Round(edge, digits) : edge;
    }
}
