using System.Numerics;
using Venn.Bitmaps.Containers;
using Venn.Engine.Revisions;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Columns;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Query.Facets.Reading;

/// <summary>
/// A field's values in the rows of a slice, segment by segment, as the masks show them: rows with one value told apart from
/// those with several, and from those whose bodies must be asked. One thread.
/// </summary>
internal sealed class FieldRows
{
    private readonly FirstValues values;
    private readonly AnnotationCountColumn? counted;
    private readonly ulong[] single = new ulong[RowBits.WordCount];
    private readonly ulong[] several = new ulong[RowBits.WordCount];
    private readonly long[] read = new long[SegmentNumber.RowCount];
    private readonly ulong[] present = new ulong[RowBits.WordCount];
    private readonly List<(int Row, long Value)> extras = [];
    private readonly List<RowValue> rowValues = [];
    private FieldColumns columns;
    private int wordCount;

    public FieldRows(StateSelection selection, Relation relation, IReadOnlyList<MaskDefinition> masks, FieldPath field)
    {
        values = new FirstValues(selection, relation, masks, field);
        if (relation == Relation.Items && field.Equals(FieldPath.AnnotationsCount))
        {
            counted = new AnnotationCountColumn(selection.CountAnnotations());
        }
    }

    /// <summary>Rows that have one value at most, and have it in a column.</summary>
    public ReadOnlySpan<ulong> Single => single.AsSpan(0, wordCount);

    /// <summary>The values of the other rows, by row; a repeated one once.</summary>
    public IReadOnlyList<RowValue> Several => rowValues;

    public Column? this[ColumnKind kind] => columns[kind];

    public void Enter(Segment segment, Container members)
    {
        columns = values.Enter(segment, members, out var inColumns, out var inBodies);
        if (counted is not null)
        {
            columns = counted.Of(segment);
        }

        wordCount = inColumns.Length;
        inColumns.CopyTo(single);
        rowValues.Clear();
        TakeSeveral(inColumns);
        ReadBodies(inBodies);
        rowValues.Sort(static (a, b) => a.CompareTo(b));
        RemoveRepeated();
    }

    /// <summary>First values of the rows with one value, one after the other. Valid until the next call.</summary>
    public ReadOnlySpan<long> ReadSingle(Column column)
    {
        present.AsSpan(0, wordCount).Clear();
        column.ReadFirst(read, present);
        RowBits.And(present.AsSpan(0, wordCount), Single);
        var count = 0;
        for (var w = 0; w < wordCount; w++)
        {
            // Rows ascend and the place never passes them: the array is packed in place.
            if (present[w] == ulong.MaxValue)
            {
                read.AsSpan(w << 6, 64).CopyTo(read.AsSpan(count));
                count += 64;
                continue;
            }

            for (var word = present[w]; word != 0; word &= word - 1)
            {
                read[count++] = read[(w << 6) + BitOperations.TrailingZeroCount(word)];
            }
        }

        return read.AsSpan(0, count);
    }

    // A row with further values leaves the columns' way: its first one is looked up.
    private void TakeSeveral(ReadOnlySpan<ulong> inColumns)
    {
        var words = several.AsSpan(0, wordCount);
        words.Clear();
        for (var kind = ColumnKind.Text; kind <= ColumnKind.Boolean; kind++)
        {
            if (columns[kind] is not { } column)
            {
                continue;
            }

            extras.Clear();
            column.ReadExtras(extras);
            foreach (var (row, value) in extras)
            {
                // Rows past the words are newer than the state asked about.
                if (row >> 6 < wordCount && RowBits.Contains(inColumns, row))
                {
                    RowBits.Set(words, row);
                    rowValues.Add(RowValue.Of(row, column, value));
                }
            }
        }

        if (rowValues.Count == 0)
        {
            return;
        }

        for (var kind = ColumnKind.Text; kind <= ColumnKind.Boolean; kind++)
        {
            if (columns[kind] is { } column)
            {
                values.Read(column, words, (row, value) => rowValues.Add(RowValue.Of(row, column, value)));
            }
        }

        RowBits.AndNot(single.AsSpan(0, wordCount), words);
    }

    private void ReadBodies(ReadOnlySpan<ulong> inBodies)
    {
        for (var w = 0; w < inBodies.Length; w++)
        {
            for (var word = inBodies[w]; word != 0; word &= word - 1)
            {
                var row = (w << 6) + BitOperations.TrailingZeroCount(word);
                foreach (var (kind, value, text) in values.ReadBody(row))
                {
                    rowValues.Add(RowValue.Of(row, kind, value, text));
                }
            }
        }
    }

    private void RemoveRepeated()
    {
        var kept = 0;
        for (var i = 0; i < rowValues.Count; i++)
        {
            if (i == 0 || rowValues[i].CompareTo(rowValues[i - 1]) != 0)
            {
                rowValues[kept++] = rowValues[i];
            }
        }

        rowValues.RemoveRange(kept, rowValues.Count - kept);
    }
}
