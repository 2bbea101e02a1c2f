using System.Runtime.Intrinsics;

namespace Venn.Engine.Query.Facets;

/// <summary>What is known of a list of numbers.</summary>
/// <param name="Count">Numbers.</param>
/// <param name="Rows">Rows that they are of.</param>
/// <param name="Min">The smallest; meaningless when there is none, as the next.</param>
/// <param name="Max">The largest.</param>
/// <param name="Sum">All together.</param>
internal readonly record struct NumberStatistics(long Count, long Rows, double Min, double Max, double Sum)
{
    public static NumberStatistics Of(ReadOnlySpan<double> values, long rows)
    {
        if (values.IsEmpty)
        {
            return default;
        }

        var (min, max, sum) = (values[0], values[0], 0.0);
        var i = 0;
        if (values.Length >= Vector256<double>.Count)
        {
            var (low, high, total) = (Vector256.Create(min), Vector256.Create(max), Vector256<double>.Zero);
            for (; i + Vector256<double>.Count <= values.Length; i += Vector256<double>.Count)
            {
                var block = Vector256.Create(values[i..]);
                low = Vector256.MinNative(low, block);
                high = Vector256.MaxNative(high, block);
                total += block;
            }

            for (var lane = 0; lane < Vector256<double>.Count; lane++)
            {
                min = Math.Min(min, low[lane]);
                max = Math.Max(max, high[lane]);
            }

            sum = Vector256.Sum(total);
        }

        for (; i < values.Length; i++)
        {
            min = Math.Min(min, values[i]);
            max = Math.Max(max, values[i]);
            sum += values[i];
        }

        return new NumberStatistics(values.Length, rows, min, max, sum);
    }

    public NumberStatistics With(NumberStatistics other) =>
        other.Count == 0 ? this
        : Count == 0 ? other
        : new NumberStatistics(
            Count + other.Count, Rows + other.Rows, Math.Min(Min, other.Min), Math.Max(Max, other.Max), Sum + other.Sum);
}
