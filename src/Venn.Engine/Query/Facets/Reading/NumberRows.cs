using Venn.Bitmaps.Containers;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Facets.Reading;

/// <summary>The numbers and the times of a field in the rows of a slice, as doubles. One thread.</summary>
internal sealed class NumberRows(FieldRows rows)
{
    private double[] numbers = [];
    private double[] times = [];
    private int numbersCount;
    private int timesCount;

    public ReadOnlySpan<double> Numbers => numbers.AsSpan(0, numbersCount);

    /// <summary>Milliseconds since 1970.</summary>
    public ReadOnlySpan<double> Times => times.AsSpan(0, timesCount);

    /// <summary>Rows with at least one number.</summary>
    public long RowsWithNumbers { get; private set; }

    public long RowsWithTimes { get; private set; }

    public void Enter(Segment segment, Container members)
    {
        rows.Enter(segment, members);
        (numbersCount, timesCount) = (0, 0);
        if (rows[ColumnKind.Integer] is { } integers)
        {
            foreach (var value in Reserve(ref numbers, numbersCount, rows.ReadSingle(integers)))
            {
                numbers[numbersCount++] = value;
            }
        }

        if (rows[ColumnKind.Number] is { } doubles)
        {
            foreach (var value in Reserve(ref numbers, numbersCount, rows.ReadSingle(doubles)))
            {
                numbers[numbersCount++] = DoubleOrder.Decode(value);
            }
        }

        if (rows[ColumnKind.Time] is { } instants)
        {
            foreach (var value in Reserve(ref times, timesCount, rows.ReadSingle(instants)))
            {
                times[timesCount++] = value;
            }
        }

        (RowsWithNumbers, RowsWithTimes) = (numbersCount, timesCount);
        AddSeveral();
    }

    private void AddSeveral()
    {
        var (lastNumber, lastTime) = (-1, -1);
        foreach (var value in rows.Several)
        {
            switch (value.Kind)
            {
                case ColumnKind.Integer or ColumnKind.Number:
                    Reserve(ref numbers, numbersCount, [value.Value]);
                    numbers[numbersCount++] = value.Kind == ColumnKind.Integer ? value.Value : DoubleOrder.Decode(value.Value);
                    RowsWithNumbers += value.Row == lastNumber ? 0 : 1;
                    lastNumber = value.Row;
                    break;
                case ColumnKind.Time:
                    Reserve(ref times, timesCount, [value.Value]);
                    times[timesCount++] = value.Value;
                    RowsWithTimes += value.Row == lastTime ? 0 : 1;
                    lastTime = value.Row;
                    break;
            }
        }
    }

    private static ReadOnlySpan<long> Reserve(ref double[] into, int count, ReadOnlySpan<long> more)
    {
        if (into.Length < count + more.Length)
        {
            Array.Resize(ref into, Math.Max(count + more.Length, into.Length * 2));
        }

        return more;
    }
}
