using System.Numerics;
using Venn.Engine.Revisions;

namespace Venn.Engine.Segments.Columns;

/// <summary>
/// Doubles made of two fields when they are asked for: what two columns tell is not stored a third time. Cost: both
/// columns are read.
/// </summary>
internal sealed class ComputedColumn(FieldColumns left, FieldColumns right, Func<double, double, double> compute)
    : Column(ColumnKind.Number)
{
    private const int LookupLimit = 512;

    public override bool HasRandomAccess => HasRandomAccessIn(left) && HasRandomAccessIn(right);

    public override void Mark(
        ValueSelection selection, ReadOnlySpan<ulong> candidates, int candidateCount, Span<ulong> result)
    {
        var isDense = candidateCount > LookupLimit || !HasRandomAccess;
        var values = isDense ? new long[SegmentNumber.RowCount] : [];
        Span<ulong> present = isDense ? new ulong[RowBits.WordCount] : [];
        if (isDense)
        {
            ReadFirst(values, present);
        }

        for (var w = 0; w < candidates.Length; w++)
        {
            for (var word = candidates[w]; word != 0; word &= word - 1)
            {
                var row = (w << 6) + BitOperations.TrailingZeroCount(word);
                if (isDense ? RowBits.Contains(present, row) && selection.Contains(values[row])
                    : TryGetFirst(row, out var value) && selection.Contains(value))
                {
                    RowBits.Set(result, row);
                }
            }
        }
    }

    public override bool TryGetFirst(int row, out long value)
    {
        value = 0;
        return TryGet(left, row, out var a) && TryGet(right, row, out var b) && TryCompute(a, b, out value);
    }

    public override void ReadFirst(Span<long> values, Span<ulong> present)
    {
        var (a, b) = (new double[values.Length], new double[values.Length]);
        var (inLeft, inRight) = (new ulong[RowBits.WordCount], new ulong[RowBits.WordCount]);
        Read(left, values, a, inLeft);
        Read(right, values, b, inRight);
        RowBits.And(inLeft, inRight);
        for (var w = 0; w < inLeft.Length; w++)
        {
            for (var word = inLeft[w]; word != 0; word &= word - 1)
            {
                var row = (w << 6) + BitOperations.TrailingZeroCount(word);
                if (TryCompute(a[row], b[row], out values[row]))
                {
                    RowBits.Set(present, row);
                }
            }
        }
    }

    public override void ReadExtras(List<(int Row, long Value)> into)
    {
    }

    private bool TryCompute(double a, double b, out long value)
    {
        var result = compute(a, b);
        value = double.IsFinite(result) ? DoubleOrder.Encode(result) : 0;
        return double.IsFinite(result);
    }

    private static bool HasRandomAccessIn(FieldColumns field) =>
        field[ColumnKind.Integer] is not { HasRandomAccess: false } && field[ColumnKind.Number] is not { HasRandomAccess: false };

    private static bool TryGet(FieldColumns field, int row, out double value)
    {
        if (field[ColumnKind.Integer] is { } integers && integers.TryGetFirst(row, out var integer))
        {
            value = integer;
            return true;
        }

        if (field[ColumnKind.Number] is { } numbers && numbers.TryGetFirst(row, out var code))
        {
            value = DoubleOrder.Decode(code);
            return true;
        }

        value = 0;
        return false;
    }

    private static void Read(FieldColumns field, Span<long> scratch, double[] values, ulong[] present)
    {
        ReadKind(field[ColumnKind.Integer], scratch, values, present, static code => code);
        ReadKind(field[ColumnKind.Number], scratch, values, present, DoubleOrder.Decode);
    }

    private static void ReadKind(
        Column? column, Span<long> scratch, double[] values, ulong[] present, Func<long, double> decode)
    {
        if (column is null)
        {
            return;
        }

        Span<ulong> here = stackalloc ulong[RowBits.WordCount];
        here.Clear();
        column.ReadFirst(scratch, here);
        for (var w = 0; w < here.Length; w++)
        {
            for (var word = here[w]; word != 0; word &= word - 1)
            {
                var row = (w << 6) + BitOperations.TrailingZeroCount(word);
                values[row] = decode(scratch[row]);
            }
        }

        RowBits.Or(present, here);
    }
}
