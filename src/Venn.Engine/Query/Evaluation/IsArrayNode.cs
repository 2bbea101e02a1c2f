using Venn.Engine.Query.Bodies;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Evaluation;

/// <summary>The field is an array.</summary>
internal sealed class IsArrayNode(Filter leaf, FieldLocator field, int[] hidingMasks, BodyMatcher bodies)
    : FieldNode(leaf, field, hidingMasks, bodies)
{
    public override int Cost => 1;

    protected override bool HoldsWhenMissing => false;

    protected override void EvaluateColumns(
        SegmentScope scope, FieldColumns columns, ReadOnlySpan<ulong> visible, int visibleCount, Span<ulong> result) =>
        columns[ColumnKind.Array]?.Mark(ValueSelection.Everything, visible, visibleCount, result);
}
