using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Segments.Format;

/// <summary>One column in a file's directory.</summary>
internal sealed record ColumnEntry(
    ColumnRole Role, ColumnKind Kind, byte[][] Names, BlockReference First, BlockReference Extras, DictionaryReference Dictionary);
