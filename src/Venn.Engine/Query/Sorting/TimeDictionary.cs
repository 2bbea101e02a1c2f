using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Sorting;

/// <summary>Instants seen as their ISO texts.</summary>
internal sealed class TimeDictionary(long[] instants) : TextDictionary
{
    public override int Count => instants.Length;

    public override bool IsSorted => false;

    public override ReadOnlySpan<byte> Get(int code, Span<byte> scratch)
    {
        IsoTime.Format(instants[code], scratch);
        return scratch[..IsoTime.Length];
    }
}
