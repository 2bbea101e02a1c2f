using Venn.Engine.Query.Explaining;
using Venn.Engine.Segments.Columns;
using Venn.Engine.Segments.Format;

namespace Venn.Engine.Segments.Sealed;

/// <summary>A column of a sealed segment.</summary>
internal sealed class SealedColumn(SealedSegment segment, ColumnEntry entry, bool isHex) : Column(entry.Kind)
{
    private readonly SealedBlock first = new(segment, entry.First);
    private readonly SealedBlock extras = new(segment, entry.Extras);
    private TextDictionary? dictionary;

    public override TextDictionary? Dictionary => Kind == ColumnKind.Text ? dictionary ?? LoadDictionary() : null;

    public override bool HasRandomAccess => true;

    public SealedBlock First => first;

    public override void Mark(
        ValueSelection selection, ReadOnlySpan<ulong> candidates, int candidateCount, Span<ulong> result)
    {
        first.Mark(selection, candidates, candidateCount, result);
        extras.Mark(selection, candidates, candidateCount, result);
    }

    public override ColumnAccess Foretell(ValueSelection selection, int candidateCount)
    {
        var (one, further) = (first.Foretell(selection, candidateCount), extras.Foretell(selection, candidateCount));
        return one > further ? one : further;
    }

    public override bool TryGetFirst(int row, out long value) => first.TryGet(row, out value);

    public override void ReadFirst(Span<long> values, Span<ulong> present) => first.ReadAll(values, present);

    public override bool TryCountFirst(ReadOnlySpan<ulong> rows, Span<long> counts) => first.TryCount(rows, counts);

    public override void ReadExtras(List<(int Row, long Value)> into) => extras.ReadPairs(into);

    // Two threads may both decode it: the same texts, one of them kept.
    private TextDictionary LoadDictionary()
    {
        TextDictionary loaded = SealedDictionary.Load(segment, entry.Dictionary);
        if (isHex)
        {
            loaded = new HexDictionary(loaded);
        }

        Volatile.Write(ref dictionary, loaded);
        return loaded;
    }
}
