using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Segments.Tail;

/// <summary>A growing built-in column that (nearly) every row has: values at their rows. Threads: as <see cref="EntryList"/>.</summary>
internal sealed class DenseColumn(ColumnKind kind, TextDictionary? dictionary = null) : Column(kind)
{
    private const long Missing = long.MinValue;
    private long[] values = [];

    public override TextDictionary? Dictionary => dictionary;

    public override bool HasRandomAccess => true;

    public void Set(int row, long value)
    {
        if (row >= values.Length)
        {
            var larger = new long[Math.Min(65_536, Math.Max(256, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)row + 1)))];
            larger.AsSpan().Fill(Missing);
            values.CopyTo(larger, 0);
            Volatile.Write(ref values, larger);
        }

        values[row] = value;
    }

    public override void Mark(
        ValueSelection selection, ReadOnlySpan<ulong> candidates, int candidateCount, Span<ulong> result)
    {
        var seen = Volatile.Read(ref values);
        var end = Math.Min(seen.Length, result.Length * 64);
        for (var w = 0; w < candidates.Length; w++)
        {
            var word = candidates[w];
            var bits = 0UL;
            while (word != 0)
            {
                var bit = System.Numerics.BitOperations.TrailingZeroCount(word);
                word &= word - 1;
                var row = (w << 6) + bit;
                if (row < end && seen[row] != Missing && selection.Contains(seen[row]))
                {
                    bits |= 1UL << bit;
                }
            }

            result[w] |= bits;
        }
    }

    public override bool TryGetFirst(int row, out long value)
    {
        var seen = Volatile.Read(ref values);
        value = row < seen.Length ? seen[row] : Missing;
        if (value != Missing)
        {
            return true;
        }

        value = 0;
        return false;
    }

    public override void ReadFirst(Span<long> into, Span<ulong> present)
    {
        var seen = Volatile.Read(ref values);
        var end = Math.Min(seen.Length, into.Length);
        for (var row = 0; row < end; row++)
        {
            if (seen[row] != Missing)
            {
                into[row] = seen[row];
                RowBits.Set(present, row);
            }
        }
    }

    public override void ReadExtras(List<(int Row, long Value)> into)
    {
    }
}
