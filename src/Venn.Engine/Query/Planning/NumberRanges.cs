using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Planning;

/// <summary>
/// Comparisons with a number as ranges of whole numbers and of doubles, exact where the two forms meet (above 2^53 a
/// double stands between whole numbers, and the other way round).
/// </summary>
internal static class NumberRanges
{
    private const double TwoTo63 = 9_223_372_036_854_775_808.0;
    private static readonly long Lowest = DoubleOrder.Encode(double.NegativeInfinity);
    private static readonly long Highest = DoubleOrder.Encode(double.PositiveInfinity);

    public static ValueSelection Integers(Comparison comparison, long value) => comparison switch
    {
        Comparison.Less => value == long.MinValue ? ValueSelection.Nothing : ValueSelection.Range(long.MinValue, value - 1),
        Comparison.LessOrEqual => ValueSelection.Range(long.MinValue, value),
        Comparison.Greater => value == long.MaxValue ? ValueSelection.Nothing : ValueSelection.Range(value + 1, long.MaxValue),
        Comparison.GreaterOrEqual => ValueSelection.Range(value, long.MaxValue),
        _ => ValueSelection.Range(value, value),
    };

    public static ValueSelection Integers(Comparison comparison, double value)
    {
        if (double.IsNaN(value))
        {
            return ValueSelection.Nothing;
        }

        if (value >= TwoTo63)
        {
            return comparison is Comparison.Less or Comparison.LessOrEqual ? ValueSelection.Everything : ValueSelection.Nothing;
        }

        if (value < -TwoTo63)
        {
            return comparison is Comparison.Greater or Comparison.GreaterOrEqual ? ValueSelection.Everything : ValueSelection.Nothing;
        }

        var floor = (long)Math.Floor(value);
        if (floor == value)
        {
            return Integers(comparison, floor);
        }

        return comparison switch
        {
            Comparison.Less or Comparison.LessOrEqual => ValueSelection.Range(long.MinValue, floor),
            Comparison.Greater or Comparison.GreaterOrEqual => Integers(Comparison.Greater, floor),
            _ => ValueSelection.Nothing,
        };
    }

    public static ValueSelection Doubles(Comparison comparison, double value)
    {
        if (double.IsNaN(value))
        {
            return ValueSelection.Nothing;
        }

        var code = DoubleOrder.Encode(value);
        return comparison switch
        {
            Comparison.Less => ValueSelection.Range(Lowest, code - 1),
            Comparison.LessOrEqual => ValueSelection.Range(Lowest, code),
            Comparison.Greater => ValueSelection.Range(code + 1, Highest),
            Comparison.GreaterOrEqual => ValueSelection.Range(code, Highest),
            _ => ValueSelection.Range(code, code),
        };
    }

    public static ValueSelection Doubles(Comparison comparison, long value)
    {
        var nearest = (double)value;
        var difference = (Int128)nearest - value;
        if (difference == 0)
        {
            return Doubles(comparison, nearest);
        }

        var isBelow = difference < 0;
        return comparison switch
        {
            Comparison.Less or Comparison.LessOrEqual =>
                Doubles(isBelow ? Comparison.LessOrEqual : Comparison.Less, nearest),
            Comparison.Greater or Comparison.GreaterOrEqual =>
                Doubles(isBelow ? Comparison.Greater : Comparison.GreaterOrEqual, nearest),
            _ => ValueSelection.Nothing,
        };
    }
}
