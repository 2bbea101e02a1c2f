using System.Text.Json;
using Venn.Bitmaps.Containers;
using Venn.Engine.Query.Bodies;
using Venn.Engine.Query.Evaluation;
using Venn.Engine.Revisions;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Columns;
using Venn.Engine.Segments.Tail;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Query;

/// <summary>Reads a field's values at the rows of a segment as the masks show them: columns first, bodies where they must. One thread.</summary>
internal sealed class FirstValues(StateSelection selection, Relation relation, IReadOnlyList<MaskDefinition> masks, FieldPath field)
{
    private const int SparseLimit = 1024;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = BodyIndexer.JsonDepthLimit };

    private readonly FieldLocator locator = new(field);
    private readonly ulong[] rows = new ulong[RowBits.WordCount];
    private readonly ulong[] aside = new ulong[RowBits.WordCount];
    private long[]? values;
    private readonly ulong[] present = new ulong[RowBits.WordCount];
    private readonly int[] hiding =
        [.. Enumerable.Range(0, masks.Count).Where(i => masks[i].Relation == relation && masks[i].Hides(field))];

    public SegmentScope Scope { get; } = selection.NewScope(relation);

    /// <summary>Moves to a segment; splits the members into rows for columns and rows whose bodies tell.</summary>
    public FieldColumns Enter(Segment segment, Container members, out ReadOnlySpan<ulong> inColumns, out ReadOnlySpan<ulong> inBodies)
    {
        Scope.Enter(segment);
        members.CopyToWords(rows);
        aside.AsSpan().Clear();
        var words = Scope.WordCount;
        Scope.MarkMasked(hiding, aside.AsSpan(0, words));
        RowBits.AndNot(rows.AsSpan(0, words), aside.AsSpan(0, words));
        aside.AsSpan().Clear();
        var columns = segment.Find(locator);
        foreach (var column in columns.Unindexed)
        {
            column.Mark(ValueSelection.Everything, rows.AsSpan(0, words), RowBits.Count(rows), aside.AsSpan(0, words));
        }

        RowBits.And(aside, rows);
        RowBits.AndNot(rows, aside);
        inColumns = rows.AsSpan(0, words);
        inBodies = aside.AsSpan(0, words);
        return columns;
    }

    /// <summary>Calls back with the first value of every wanted row that has one of the column's kind.</summary>
    public void Read(Column column, ReadOnlySpan<ulong> wanted, Action<int, long> found)
    {
        var isSparse = column.HasRandomAccess && RowBits.Count(wanted) < SparseLimit;
        if (!isSparse)
        {
            values ??= new long[SegmentNumber.RowCount];
            present.AsSpan().Clear();
            column.ReadFirst(values, present);
        }

        for (var w = 0; w < wanted.Length; w++)
        {
            for (var word = wanted[w]; word != 0; word &= word - 1)
            {
                var row = (w << 6) + System.Numerics.BitOperations.TrailingZeroCount(word);
                if (isSparse)
                {
                    if (column.TryGetFirst(row, out var value))
                    {
                        found(row, value);
                    }
                }
                else if (RowBits.Contains(present, row))
                {
                    found(row, values![row]);
                }
            }
        }
    }

    /// <summary>Every scalar at the field in the row's body, in document order.</summary>
    public List<(ColumnKind Kind, long Value, byte[] Text)> ReadBody(int row)
    {
        using var document = JsonDocument.Parse(Scope.ReadBody(row), Options);
        var elements = new List<JsonElement>();
        BodyFields.Find(document.RootElement, field.Segments, elements);
        var scalars = new List<(ColumnKind, long, byte[])>();
        foreach (var element in elements)
        {
            if (BodyFields.TryRead(element, out var kind, out var value, out var text))
            {
                scalars.Add((kind, value, text));
            }
        }

        return scalars;
    }
}
