using System.Diagnostics;

namespace Venn.Benchmarks.Reporting;

/// <summary>Durations of one operation repeated, in milliseconds.</summary>
internal sealed class Samples
{
    private readonly List<double> values = [];

    public int Count => values.Count;

    public double Median => Percentile(0.5);

    public void Add(double milliseconds) => values.Add(milliseconds);

    /// <summary>The smallest sample that this share of all does not exceed.</summary>
    public double Percentile(double share)
    {
        values.Sort();
        return values[Math.Clamp((int)Math.Ceiling(share * values.Count) - 1, 0, values.Count - 1)];
    }

    public static async Task<Samples> MeasureAsync(int count, Func<int, Task> operation)
    {
        var samples = new Samples();
        for (var i = 0; i < count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await operation(i);
            samples.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return samples;
    }
}
