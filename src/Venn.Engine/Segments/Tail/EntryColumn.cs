using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Venn.Engine.Segments.Columns;
using Venn.Engine.Segments.Sealed;

namespace Venn.Engine.Segments.Tail;

/// <summary>A column that grows: pairs in the order they came. A scan looks at every pair.</summary>
internal sealed class EntryColumn(ColumnKind kind) : Column(kind)
{
    private readonly EntryList first = new();
    private EntryList? extras;

    /// <summary>Writer only: the last row with a value here.</summary>
    public int LastRow { get; private set; } = -1;

    public TailDictionary? Texts { get; } = kind == ColumnKind.Text ? new TailDictionary(isDistinct: true) : null;

    public override TextDictionary? Dictionary => Texts;

    public override bool HasRandomAccess => false;

    public void Add(int row, long value, bool isFirst)
    {
        LastRow = row;
        if (isFirst)
        {
            first.Add(row, value);
        }
        else
        {
            if (extras is null)
            {
                Volatile.Write(ref extras, new EntryList());
            }

            extras.Add(row, value);
        }
    }

    public override void Mark(
        ValueSelection selection, ReadOnlySpan<ulong> candidates, int candidateCount, Span<ulong> result)
    {
        var from = candidates.IndexOfAnyExcept(0UL);
        if (from < 0)
        {
            return;
        }

        var (firstRow, lastRow) = (from << 6, (candidates.LastIndexOfAnyExcept(0UL) << 6) + 63);
        Mark(first, firstRow, lastRow, selection, result);
        if (Volatile.Read(ref extras) is { } further)
        {
            Mark(further, firstRow, lastRow, selection, result);
        }
    }

    public override bool TryGetFirst(int row, out long value)
    {
        first.Read(out var rows, out var values);
        var at = rows.IndexOf((ushort)row);
        value = at >= 0 ? values[at] : 0;
        return at >= 0;
    }

    public override void ReadFirst(Span<long> values, Span<ulong> present)
    {
        var count = first.Read(out var rows, out var seen);
        for (var i = 0; i < count; i++)
        {
            // Rows past the words are newer than the reader's state.
            if (rows[i] < values.Length)
            {
                values[rows[i]] = seen[i];
                RowBits.Set(present, rows[i]);
            }
        }
    }

    public override void ReadExtras(List<(int Row, long Value)> into)
    {
        if (Volatile.Read(ref extras) is not { } further)
        {
            return;
        }

        var count = further.Read(out var rows, out var values);
        for (var i = 0; i < count; i++)
        {
            into.Add((rows[i], values[i]));
        }
    }

    private static void Mark(EntryList list, int firstRow, int lastRow, ValueSelection selection, Span<ulong> result)
    {
        var count = list.Read(firstRow, lastRow, out var rows, out var values);
        var from = selection.IsRanges && selection.Ranges.Length == 1 ? MarkRange(rows, values, selection.Ranges[0], result) : 0;
        for (var i = from; i < count; i++)
        {
            if (rows[i] >> 6 < result.Length && selection.Contains(values[i]))
            {
                RowBits.Set(result, rows[i]);
            }
        }
    }

    /// <summary>64 values at a time: most are of rows that are not wanted.</summary>
    /// <returns>How many entries were looked at.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int MarkRange(ReadOnlySpan<ushort> rows, ReadOnlySpan<long> values, (long Low, long High) range, Span<ulong> result)
    {
        var width = unchecked((ulong)(range.High - range.Low));
        ref var first = ref Unsafe.As<long, ulong>(ref MemoryMarshal.GetReference(values));
        var at = 0;
        for (; at + 64 <= values.Length; at += 64)
        {
            for (var found = CodeScan.MatchWord(ref Unsafe.Add(ref first, at), unchecked((ulong)range.Low), width); found != 0; found &= found - 1)
            {
                var row = rows[at + BitOperations.TrailingZeroCount(found)];
                if (row >> 6 < result.Length)
                {
                    result[row >> 6] |= 1UL << row;
                }
            }
        }

        return at;
    }
}
