using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using Venn.Engine.Revisions;

namespace Venn.Engine.Segments.Columns;

/// <summary>
/// Doubles made of two fields when they are asked for: what two columns tell is not stored a third time. Cost: both
/// columns are read.
/// </summary>
internal sealed class ComputedColumn(FieldColumns left, FieldColumns right, Func<double, double, double> compute)
    : Column(ColumnKind.Number)
{
    /// <summary>Rows computed at a time: what they need lies in the nearest cache.</summary>
    private const int ChunkRows = 512;

    public override bool HasRandomAccess => HasRandomAccessIn(left) && HasRandomAccessIn(right);

    public override void Mark(
        ValueSelection selection, ReadOnlySpan<ulong> candidates, int candidateCount, Span<ulong> result)
    {
        if (candidateCount > ChunkRows && !HasRandomAccess)
        {
            MarkOfAll(selection, candidates, result);
            return;
        }

        Span<ushort> rows = stackalloc ushort[ChunkRows];
        var scratch = new Scratch(stackalloc long[ChunkRows], stackalloc double[ChunkRows], stackalloc double[ChunkRows], stackalloc bool[3 * ChunkRows]);
        var count = 0;
        for (var w = 0; w < candidates.Length; w++)
        {
            for (var word = candidates[w]; word != 0; word &= word - 1)
            {
                rows[count++] = (ushort)((w << 6) + BitOperations.TrailingZeroCount(word));
                if (count == ChunkRows)
                {
                    MarkRows(selection, rows, scratch, result);
                    count = 0;
                }
            }
        }

        MarkRows(selection, rows[..count], scratch, result);
    }

    public override bool TryGetFirst(int row, out long value)
    {
        value = 0;
        return TryGet(left, row, out var a) && TryGet(right, row, out var b) && TryCompute(a, b, out value);
    }

    public override void ReadFirst(Span<long> values, Span<ulong> present)
    {
        var (a, b) = (ArrayPool<double>.Shared.Rent(values.Length), ArrayPool<double>.Shared.Rent(values.Length));
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

        ArrayPool<double>.Shared.Return(a);
        ArrayPool<double>.Shared.Return(b);
    }

    public override void ReadExtras(List<(int Row, long Value)> into)
    {
    }

    private void MarkOfAll(ValueSelection selection, ReadOnlySpan<ulong> candidates, Span<ulong> result)
    {
        var values = ArrayPool<long>.Shared.Rent(SegmentNumber.RowCount);
        var present = new ulong[RowBits.WordCount];
        ReadFirst(values.AsSpan(0, SegmentNumber.RowCount), present);
        for (var w = 0; w < candidates.Length; w++)
        {
            for (var word = candidates[w] & present[w]; word != 0; word &= word - 1)
            {
                var row = (w << 6) + BitOperations.TrailingZeroCount(word);
                if (selection.Contains(values[row]))
                {
                    RowBits.Set(result, row);
                }
            }
        }

        ArrayPool<long>.Shared.Return(values);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MarkRows(ValueSelection selection, ReadOnlySpan<ushort> rows, Scratch scratch, Span<ulong> result)
    {
        var a = scratch.Left;
        var b = scratch.Right;
        var inLeft = scratch.Present[..ChunkRows];
        var inRight = scratch.Present[ChunkRows..(2 * ChunkRows)];
        Gather(left, rows, scratch, a, inLeft);
        Gather(right, rows, scratch, b, inRight);
        var isOneRange = selection.IsRanges && selection.Ranges.Length == 1;
        var (low, high) = isOneRange ? selection.Ranges[0] : default;
        for (var i = 0; i < rows.Length; i++)
        {
            if (inLeft[i] && inRight[i] && TryCompute(a[i], b[i], out var value)
                && (isOneRange ? value >= low && value <= high : selection.Contains(value)))
            {
                RowBits.Set(result, rows[i]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather(FieldColumns field, ReadOnlySpan<ushort> rows, Scratch scratch, Span<double> values, Span<bool> present)
    {
        present.Clear();
        if (field[ColumnKind.Integer] is { } integers)
        {
            integers.Gather(rows, scratch.Codes, present);
            for (var i = 0; i < rows.Length; i++)
            {
                values[i] = scratch.Codes[i];
            }
        }

        if (field[ColumnKind.Number] is { } numbers)
        {
            var here = scratch.Present[(2 * ChunkRows)..];
            numbers.Gather(rows, scratch.Codes, here);
            for (var i = 0; i < rows.Length; i++)
            {
                if (here[i])
                {
                    (values[i], present[i]) = (DoubleOrder.Decode(scratch.Codes[i]), true);
                }
            }
        }
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

    /// <summary>Room for one chunk.</summary>
    private readonly ref struct Scratch(Span<long> codes, Span<double> left, Span<double> right, Span<bool> present)
    {
        public readonly Span<long> Codes = codes;
        public readonly Span<double> Left = left;
        public readonly Span<double> Right = right;
        public readonly Span<bool> Present = present;
    }
}
