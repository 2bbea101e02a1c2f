using Venn.Engine.Query.Bodies;
using Venn.Engine.Query.Explaining;
using Venn.Engine.Query.Planning;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Evaluation;

/// <summary>Some value of the field satisfies a predicate.</summary>
internal sealed class ValueNode(
    Filter leaf, FieldLocator field, int[] hidingMasks, BodyMatcher bodies, ValuePredicate predicate)
    : FieldNode(leaf, field, hidingMasks, bodies)
{
    private static readonly ColumnKind[] Scalars =
        [ColumnKind.Integer, ColumnKind.Number, ColumnKind.Boolean, ColumnKind.Time, ColumnKind.Text];

    public override int Cost => Leaf switch { Filter.Regex => 4, Filter.Glob => 3, _ => 1 };

    public override ColumnAccess? Foretell(SegmentScope scope, int candidateCount)
    {
        var columns = scope.Segment.Find(Field);
        var access = ColumnAccess.Skipped;
        foreach (var kind in Scalars)
        {
            if (columns[kind] is { } column && predicate.Select(column, scope.CancellationToken) is { IsNothing: false } selection
                && column.Foretell(selection, candidateCount) is var found && found > access)
            {
                access = found;
            }
        }

        return access;
    }

    protected override bool HoldsWhenMissing => false;

    protected override void EvaluateColumns(
        SegmentScope scope, FieldColumns columns, ReadOnlySpan<ulong> visible, int visibleCount, Span<ulong> result)
    {
        if (columns.ByKind is null)
        {
            return;
        }

        foreach (var kind in Scalars)
        {
            if (columns[kind] is not { } column)
            {
                continue;
            }

            var selection = predicate.Select(column, scope.CancellationToken);
            if (!selection.IsNothing)
            {
                column.Mark(selection, visible, visibleCount, result);
            }
        }
    }
}
