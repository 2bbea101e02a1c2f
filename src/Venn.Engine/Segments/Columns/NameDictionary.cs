namespace Venn.Engine.Segments.Columns;

/// <summary>The last segments of the paths of another dictionary, under the same codes.</summary>
internal sealed class NameDictionary(TextDictionary paths) : TextDictionary
{
    public override int Count => paths.Count;

    public override bool IsSorted => false;

    public override bool IsPerRow => paths.IsPerRow;

    public override ReadOnlySpan<byte> Get(int code, Span<byte> scratch) => PathText.GetName(paths.Get(code, scratch));
}
