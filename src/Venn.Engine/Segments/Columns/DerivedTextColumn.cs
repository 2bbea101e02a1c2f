using Venn.Engine.Query.Explaining;

namespace Venn.Engine.Segments.Columns;

/// <summary>The codes of one column read through another dictionary.</summary>
internal sealed class DerivedTextColumn(Column codes, Func<TextDictionary> getDictionary) : Column(ColumnKind.Text)
{
    public override TextDictionary Dictionary => getDictionary();

    public override bool HasRandomAccess => codes.HasRandomAccess;

    public override void Mark(
        ValueSelection selection, ReadOnlySpan<ulong> candidates, int candidateCount, Span<ulong> result) =>
        codes.Mark(selection, candidates, candidateCount, result);

    public override ColumnAccess Foretell(ValueSelection selection, int candidateCount) => codes.Foretell(selection, candidateCount);

    public override bool TryGetFirst(int row, out long value) => codes.TryGetFirst(row, out value);

    public override void Gather(ReadOnlySpan<ushort> rows, Span<long> values, Span<bool> present) => codes.Gather(rows, values, present);

    public override void ReadFirst(Span<long> values, Span<ulong> present) => codes.ReadFirst(values, present);

    public override bool TryCountFirst(ReadOnlySpan<ulong> rows, Span<long> counts) => codes.TryCountFirst(rows, counts);

    public override void ReadExtras(List<(int Row, long Value)> into) => codes.ReadExtras(into);
}
