using Venn.Engine.Query.Bodies;
using Venn.Engine.Query.Planning;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Evaluation;

/// <summary>The field is there with any value but null.</summary>
internal sealed class ExistsNode(Filter leaf, FieldLocator field, int[] hidingMasks, BodyMatcher bodies, MaskShell? shell)
    : FieldNode(leaf, field, hidingMasks, bodies, shell)
{
    public override int Cost => 1;

    protected override bool HoldsWhenMissing => false;

    protected override void EvaluateColumns(
        SegmentScope scope, FieldColumns columns, ReadOnlySpan<ulong> visible, int visibleCount, Span<ulong> result) =>
        MarkThere(columns, visible, visibleCount, result);

    internal static void MarkThere(
        FieldColumns columns, ReadOnlySpan<ulong> visible, int visibleCount, Span<ulong> result)
    {
        for (var kind = ColumnKind.Text; kind <= ColumnKind.Array; kind++)
        {
            if (kind != ColumnKind.Null && columns[kind] is { } column)
            {
                column.Mark(ValueSelection.Everything, visible, visibleCount, result);
            }
        }
    }
}
