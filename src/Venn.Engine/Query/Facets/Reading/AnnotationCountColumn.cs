using Venn.Engine.Query.Evaluation;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Facets.Reading;

/// <summary>How many annotations each item has, as if it were a column of the segment. One thread.</summary>
internal sealed class AnnotationCountColumn(AnnotationCounts counts) : Column(ColumnKind.Integer)
{
    private Column lineages = null!;

    public override bool HasRandomAccess => lineages.HasRandomAccess;

    public FieldColumns Of(Segment segment)
    {
        lineages = segment.Lineages;
        var byKind = new Column?[(int)ColumnKind.Count];
        byKind[(int)ColumnKind.Integer] = this;
        return new FieldColumns(byKind, []);
    }

    public override void Mark(
        ValueSelection selection, ReadOnlySpan<ulong> candidates, int candidateCount, Span<ulong> result) =>
        throw new NotSupportedException("It is counted, not searched.");

    public override bool TryGetFirst(int row, out long value)
    {
        var isThere = lineages.TryGetFirst(row, out var lineage);
        value = isThere ? counts[lineage] : 0;
        return isThere;
    }

    public override void ReadFirst(Span<long> values, Span<ulong> present)
    {
        lineages.ReadFirst(values, present);
        for (var w = 0; w < present.Length; w++)
        {
            for (var word = present[w]; word != 0; word &= word - 1)
            {
                var row = (w << 6) + System.Numerics.BitOperations.TrailingZeroCount(word);
                values[row] = counts[values[row]];
            }
        }
    }

    public override void ReadExtras(List<(int Row, long Value)> into)
    {
    }
}
