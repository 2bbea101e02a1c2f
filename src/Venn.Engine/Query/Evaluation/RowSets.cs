using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Evaluation;

/// <summary>Sets of rows that columns give.</summary>
internal static class RowSets
{
    /// <summary>Sets the bits of rows with more than one value in the column.</summary>
    public static void MarkExtras(Column column, Span<ulong> words)
    {
        var extras = new List<(int Row, long Value)>();
        column.ReadExtras(extras);
        foreach (var (row, _) in extras)
        {
            // Rows past the words are newer than the state asked about.
            if (row >> 6 < words.Length)
            {
                RowBits.Set(words, row);
            }
        }
    }
}
