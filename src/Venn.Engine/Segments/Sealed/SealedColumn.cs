using Venn.Engine.Query.Explaining;
using Venn.Engine.Segments.Columns;
using Venn.Engine.Segments.Format;

namespace Venn.Engine.Segments.Sealed;

/// <summary>A column of a sealed segment.</summary>
internal sealed class SealedColumn(SealedSegment segment, ColumnEntry entry, bool isHex) : Column(entry.Kind)
{
    private readonly SealedBlock first = new(segment, entry.First);
    private readonly SealedBlock extras = new(segment, entry.Extras);
    private readonly Lock decoding = new();
    private TextDictionary? dictionary;
    private long lastUse;

    /// <summary>Decoded when it is first wanted, and again after it was forgotten.</summary>
    public override TextDictionary? Dictionary
    {
        get
        {
            if (Kind != ColumnKind.Text)
            {
                return null;
            }

            Volatile.Write(ref lastUse, segment.Dictionaries.Clock);
            return Volatile.Read(ref dictionary) ?? LoadDictionary();
        }
    }

    public SealedSegment Segment => segment;

    /// <summary>By the clock of the budget.</summary>
    public long LastUse => Volatile.Read(ref lastUse);

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

    public override void Gather(ReadOnlySpan<ushort> rows, Span<long> values, Span<bool> present) => first.Gather(rows, values, present);

    public override void ReadFirst(Span<long> values, Span<ulong> present) => first.ReadAll(values, present);

    public override bool TryCountFirst(ReadOnlySpan<ulong> rows, Span<long> counts) => first.TryCount(rows, counts);

    public override void ReadExtras(List<(int Row, long Value)> into) => extras.ReadPairs(into);

    /// <summary>Lets go of the decoded dictionary.</summary>
    public void Forget() => Volatile.Write(ref dictionary, null);

    private TextDictionary LoadDictionary()
    {
        lock (decoding)
        {
            if (Volatile.Read(ref dictionary) is { } there)
            {
                return there;
            }

            var texts = SealedDictionary.Load(segment, entry.Dictionary);
            TextDictionary loaded = isHex ? new HexDictionary(texts) : texts;
            Volatile.Write(ref dictionary, loaded);
            segment.Dictionaries.Add(this, texts.SizeBytes);
            return loaded;
        }
    }
}
