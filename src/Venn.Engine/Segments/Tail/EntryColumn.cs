using Venn.Engine.Segments.Columns;

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
        Mark(first, selection, result);
        if (Volatile.Read(ref extras) is { } further)
        {
            Mark(further, selection, result);
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

    private static void Mark(EntryList list, ValueSelection selection, Span<ulong> result)
    {
        var count = list.Read(out var rows, out var values);
        if (selection.IsRanges && selection.Ranges.Length == 1)
        {
            var (low, high) = selection.Ranges[0];
            var width = unchecked((ulong)(high - low));
            for (var i = 0; i < count; i++)
            {
                var word = rows[i] >> 6;
                if (unchecked((ulong)(values[i] - low)) <= width && word < result.Length)
                {
                    result[word] |= 1UL << rows[i];
                }
            }

            return;
        }

        for (var i = 0; i < count; i++)
        {
            if (rows[i] >> 6 < result.Length && selection.Contains(values[i]))
            {
                RowBits.Set(result, rows[i]);
            }
        }
    }
}
