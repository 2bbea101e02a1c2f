using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Sorting;

/// <summary>Texts that no column holds.</summary>
internal sealed class ListDictionary(List<byte[]> texts) : TextDictionary
{
    public override int Count => texts.Count;

    public override bool IsSorted => false;

    public override ReadOnlySpan<byte> Get(int code, Span<byte> scratch) => texts[code];
}
