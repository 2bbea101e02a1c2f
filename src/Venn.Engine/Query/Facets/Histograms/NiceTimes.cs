using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Facets.Histograms;

/// <summary>Round edges over an extent of times: whole milliseconds to hours, days from midnight, months and years, in UTC.</summary>
internal static class NiceTimes
{
    private const long SecondMs = 1000;
    private const long MinuteMs = 60 * SecondMs;
    private const long HourMs = 60 * MinuteMs;
    private const long DayMs = 24 * HourMs;

    private static readonly long[] Steps =
    [
        1, 2, 5, 10, 20, 50, 100, 200, 500,
        SecondMs, 2 * SecondMs, 5 * SecondMs, 10 * SecondMs, 15 * SecondMs, 30 * SecondMs,
        MinuteMs, 2 * MinuteMs, 5 * MinuteMs, 10 * MinuteMs, 15 * MinuteMs, 30 * MinuteMs,
        HourMs, 2 * HourMs, 3 * HourMs, 6 * HourMs, 12 * HourMs, DayMs, 2 * DayMs, 7 * DayMs,
    ];

    private static readonly int[] MonthSteps = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000];

    /// <param name="min">Milliseconds since 1970.</param>
    /// <param name="max">Not before <paramref name="min"/>.</param>
    /// <param name="count">Buckets at most.</param>
    public static double[] Between(double min, double max, int count)
    {
        var (from, to) = ((long)min, (long)max);
        foreach (var step in Steps)
        {
            var low = (long)Math.Floor((double)from / step);
            var buckets = Math.Max(1, (long)Math.Ceiling((double)to / step) - low);
            if (buckets <= count)
            {
                return [.. Enumerable.Range(0, (int)buckets + 1).Select(i => (double)((low + i) * step))];
            }
        }

        foreach (var step in MonthSteps)
        {
            var edges = Months(from, to, step, count);
            if (edges is not null)
            {
                return edges;
            }
        }

        return [min, max];
    }

    private static double[]? Months(long from, long to, int step, int count)
    {
        var first = DateTime.UnixEpoch.AddMilliseconds(from);
        var month = ((first.Year * 12) + first.Month - 1) / step * step;
        var edges = new List<double> { StartOf(month) };
        while (edges[^1] < to || edges.Count < 2)
        {
            if (edges.Count > count)
            {
                return null;
            }

            month += step;
            edges.Add(StartOf(month));
        }

        return [.. edges];
    }

    // Years are numbered from 1 to 9999; an edge past them is the end of time.
    private static double StartOf(int month) =>
        month < 12 ? IsoTime.MinMs
        : month >= 10_000 * 12 ? IsoTime.MaxMs
        : (new DateTime(month / 12, (month % 12) + 1, 1, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).TotalMilliseconds;
}
