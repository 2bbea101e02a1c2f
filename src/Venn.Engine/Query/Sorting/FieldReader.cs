using System.Runtime.CompilerServices;
using Venn.Bitmaps.Containers;
using Venn.Engine.Revisions;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Columns;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Query.Sorting;

/// <summary>What single rows of a segment sort by in one field. One thread.</summary>
internal sealed class FieldReader
{
    /// <summary>Rows read ahead at once.</summary>
    public const int ChunkRows = 256;

    private static readonly ColumnKind[] Kinds =
        [ColumnKind.Integer, ColumnKind.Number, ColumnKind.Boolean, ColumnKind.Time, ColumnKind.Text];

    private readonly FirstValues values;
    private readonly ulong[] inColumns = new ulong[RowBits.WordCount];
    private readonly ulong[] inBodies = new ulong[RowBits.WordCount];
    private readonly Dictionary<ColumnKind, (long[] Values, ulong[] Present)> read = [];
    private readonly HashSet<ColumnKind> isRead = [];
    private readonly AnyCounts counts;
    private FieldColumns columns;
    private TextDictionary? texts;
    private Segment segment = null!;

    // The field's one column in the segment, when it has one and can be read at any row.
    private Column? only;
    private readonly long[] aheadValues = new long[ChunkRows];
    private readonly bool[] aheadPresent = new bool[ChunkRows];
    private int touched;

    public FieldReader(StateSelection selection, Relation relation, IReadOnlyList<MaskDefinition> masks, FieldPath field)
    {
        values = new FirstValues(selection, relation, masks, field);
        counts = !field.Equals(FieldPath.AnnotationsCount) ? default
            : relation == Relation.Items ? new AnyCounts(selection.CountAnnotations()) : new AnyCounts(null, IsMissing: true);
    }

    public void Enter(Segment entered, Container members)
    {
        segment = entered;
        columns = values.Enter(entered, members, out var rows, out var rowsOfBodies);
        inColumns.AsSpan().Clear();
        inBodies.AsSpan().Clear();
        rows.CopyTo(inColumns);
        rowsOfBodies.CopyTo(inBodies);
        isRead.Clear();
        texts = columns[ColumnKind.Text]?.Dictionary;
        Column[] there = counts.IsAsked ? [] : [.. Kinds.Select(kind => columns[kind]).OfType<Column>()];
        only = there is [{ HasRandomAccess: true } column] ? column : null;
    }

    /// <summary>Reads values for <see cref="Compare"/>: many at once wait for memory together, one by one each for itself.</summary>
    /// <param name="rows">At most <see cref="ChunkRows"/>.</param>
    public void ReadAhead(ReadOnlySpan<ushort> rows)
    {
        if (only is null)
        {
            return;
        }

        only.Gather(rows, aheadValues, aheadPresent);
        if (only.Kind != ColumnKind.Text)
        {
            return;
        }

        Span<byte> scratch = stackalloc byte[TextDictionary.ScratchSizeBytes];
        for (var i = 0; i < rows.Length; i++)
        {
            if (aheadPresent[i] && texts!.Get((int)aheadValues[i], scratch) is [var first, ..])
            {
                touched ^= first;
            }
        }
    }

    /// <summary>Sets the bits of all rows that may stand before a bound; others may be set too.</summary>
    public void MarkUpTo(SortValue bound, bool isDescending, ReadOnlySpan<ulong> rows, Span<ulong> result)
    {
        if (counts.IsAsked)
        {
            rows.CopyTo(result);
            return;
        }

        var count = RowBits.Count(rows);
        var there = new ulong[rows.Length];
        var isMissingIn = !isDescending || bound.Key == SortKeys.Missing;
        foreach (var kind in Kinds)
        {
            if (columns[kind] is not { } column)
            {
                continue;
            }

            if (isMissingIn)
            {
                column.Mark(ValueSelection.Everything, rows, count, there);
            }

            column.Mark(SortBounds.Select(column, bound, isDescending), rows, count, result);
        }

        for (var w = 0; w < rows.Length; w++)
        {
            // What a mask hides is neither in columns nor in bodies: it is missing.
            var missing = ~there[w] | ~inColumns[w];
            result[w] = rows[w] & (result[w] | inBodies[w] | (isMissingIn ? missing : 0));
        }
    }

    public SortValue Get(int row)
    {
        if (counts.IsAsked)
        {
            return GetCount(row);
        }

        return RowBits.Contains(inBodies, row) ? GetOfBody(row)
            : TryFind(row, ahead: -1, out var kind, out var value) ? SortValue.Of(kind, value, TextOf(kind, value, stackalloc byte[TextDictionary.ScratchSizeBytes]))
            : SortValue.Missing;
    }

    /// <summary>How the row stands to a value, ascending. Most rows of an order lie beyond its bound: no copy is made of them.</summary>
    /// <param name="row">Which row.</param>
    /// <param name="ahead">Its place among the rows last read ahead; -1 for none.</param>
    /// <param name="other">The other value.</param>
    public int Compare(int row, int ahead, SortValue other)
    {
        if (counts.IsAsked)
        {
            return GetCount(row).CompareTo(other);
        }

        return RowBits.Contains(inBodies, row) ? GetOfBody(row).CompareTo(other)
            : !TryFind(row, ahead, out var kind, out var value) ? SortValue.Missing.CompareTo(other)
            : kind == ColumnKind.Text && other.Text is { } text
                ? TextOf(kind, value, stackalloc byte[TextDictionary.ScratchSizeBytes]).SequenceCompareTo(text)
                : SortValue.Of(kind, value, default).CompareTo(other);
    }

    private SortValue GetCount(int row) =>
        counts.IsMissing ? SortValue.Missing : SortValue.Of(ColumnKind.Integer, counts.Of(segment.GetLineage(row)), default);

    private SortValue GetOfBody(int row) =>
        values.ReadBody(row) is [var first, ..] ? SortValue.Of(first.Kind, first.Value, first.Text) : SortValue.Missing;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryFind(int row, int ahead, out ColumnKind found, out long value)
    {
        (found, value) = (default, 0);
        if (!RowBits.Contains(inColumns, row))
        {
            return false;
        }

        if (ahead >= 0 && only is not null)
        {
            (found, value) = (only.Kind, aheadValues[ahead]);
            return aheadPresent[ahead];
        }

        foreach (var kind in Kinds)
        {
            if (columns[kind] is { } column && TryGet(kind, column, row, out value))
            {
                found = kind;
                return true;
            }
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ReadOnlySpan<byte> TextOf(ColumnKind kind, long value, Span<byte> scratch) =>
        kind == ColumnKind.Text ? texts!.Get((int)value, scratch) : default;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryGet(ColumnKind kind, Column column, int row, out long value)
    {
        if (column.HasRandomAccess)
        {
            return column.TryGetFirst(row, out value);
        }

        if (!read.TryGetValue(kind, out var all))
        {
            read.Add(kind, all = (new long[SegmentNumber.RowCount], new ulong[RowBits.WordCount]));
        }

        if (isRead.Add(kind))
        {
            all.Present.AsSpan().Clear();
            column.ReadFirst(all.Values, all.Present);
        }

        value = all.Values[row];
        return RowBits.Contains(all.Present, row);
    }

    /// <summary>Stands in for a column when the field is how many annotations an item has.</summary>
    private readonly record struct AnyCounts(Evaluation.AnnotationCounts? Counts, bool IsMissing = false)
    {
        public bool IsAsked => Counts is not null || IsMissing;

        public long Of(long lineage) => Counts![lineage];
    }
}
