using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Sorting;

/// <summary>Turns a bound in an order into the values of a column that do not lie beyond it.</summary>
internal static class SortBounds
{
    /// <summary>Values up to the bound; from it on when descending. More than that where values are in no order.</summary>
    public static ValueSelection Select(Column column, SortValue bound, bool isDescending)
    {
        var isText = column.Kind == ColumnKind.Text;
        if (isText && !column.Dictionary!.IsSorted)
        {
            return ValueSelection.Everything;
        }

        // Columns of every kind hold values in the order they sort in: the bound is found by halving.
        var (low, high) = column.Kind switch
        {
            ColumnKind.Text => (0L, column.Dictionary!.Count - 1L),
            ColumnKind.Boolean => (0L, 1L),
            ColumnKind.Time => (IsoTime.MinMs, IsoTime.MaxMs),
            ColumnKind.Number => (DoubleOrder.Encode(double.NegativeInfinity), DoubleOrder.Encode(double.PositiveInfinity)),
            _ => (long.MinValue, long.MaxValue),
        };
        if (low > high)
        {
            return ValueSelection.Nothing;
        }

        return isDescending
            ? ValueSelection.Range(First(low, high, value => SortValue.Of(column, value).CompareTo(bound) >= 0) ?? long.MaxValue, high)
            : First(low, high, value => SortValue.Of(column, value).CompareTo(bound) > 0) is { } beyond
                ? beyond == low ? ValueSelection.Nothing : ValueSelection.Range(low, beyond - 1)
                : ValueSelection.Range(low, high);
    }

    /// <summary>The first value for which a test holds that holds from there on; null for none.</summary>
    private static long? First(long low, long high, Func<long, bool> holds)
    {
        if (!holds(high))
        {
            return null;
        }

        while (low < high)
        {
            var middle = low + (long)((ulong)(high - low) >> 1);
            if (holds(middle))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return high;
    }
}
