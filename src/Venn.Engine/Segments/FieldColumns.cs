using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Segments;

/// <summary>What a segment knows of one field.</summary>
/// <param name="ByKind">Columns by <see cref="ColumnKind"/>, absent ones null; null when no row has the field in columns.</param>
/// <param name="Unindexed">Columns whose rows may hold the field outside of any column: only their bodies tell.</param>
internal readonly record struct FieldColumns(Column?[]? ByKind, IReadOnlyList<Column> Unindexed)
{
    public Column? this[ColumnKind kind] => ByKind?[(int)kind];
}
