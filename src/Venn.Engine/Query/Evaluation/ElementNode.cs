using Venn.Engine.Query.Bodies;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Evaluation;

/// <summary>
/// One element of an array of objects satisfies a condition. Where a row has one array with one object the columns of
/// the row are the columns of the element, and the condition is asked of them; other rows are asked of their bodies.
/// </summary>
/// <param name="atRow">The condition with its paths made to start at the row.</param>
internal sealed class ElementNode(
    Filter.Element filter, FieldLocator field, int[] hidingMasks, BodyMatcher bodies, PlanNode atRow)
    : FieldNode(filter, field, hidingMasks, bodies)
{
    public override int Cost => 5 + atRow.Cost;

    protected override bool HoldsWhenMissing => false;

    protected override void EvaluateColumns(
        SegmentScope scope, FieldColumns columns, ReadOnlySpan<ulong> visible, int visibleCount, Span<ulong> result)
    {
        if (columns[ColumnKind.Array] is not { } arrays || columns[ColumnKind.Object] is not { } objects)
        {
            return;
        }

        var rented = scope.Rent();
        var rentedSingle = scope.Rent();
        var rows = rented.AsSpan(0, scope.WordCount);
        var single = rentedSingle.AsSpan(0, scope.WordCount);
        objects.Mark(ValueSelection.Everything, visible, visibleCount, rows);
        RowBits.And(rows, visible);
        arrays.Mark(ValueSelection.Range(1, 1), visible, visibleCount, single);
        RowBits.And(single, rows);
        arrays.Mark(ValueSelection.Everything, visible, visibleCount, result);
        RowBits.And(rows, result);
        RowBits.And(single, rows);
        result.Clear();
        RemoveDoubtful(scope, columns, single);

        atRow.Evaluate(scope, single, result);
        RowBits.AndNot(rows, single);
        CheckBodies(scope, rows, result);
        scope.Return(rented);
        scope.Return(rentedSingle);
    }

    // Leaves the rows where the array and the object are all there is at the path: the object is the element.
    private static void RemoveDoubtful(SegmentScope scope, FieldColumns columns, Span<ulong> single)
    {
        var rented = scope.Rent();
        var doubtful = rented.AsSpan(0, scope.WordCount);
        for (var kind = ColumnKind.Text; kind <= ColumnKind.Array; kind++)
        {
            if (columns[kind] is not { } column)
            {
                continue;
            }

            RowSets.MarkExtras(column, doubtful);
            if (kind is not (ColumnKind.Object or ColumnKind.Array))
            {
                column.Mark(ValueSelection.Everything, single, RowBits.Count(single), doubtful);
            }
        }

        RowBits.AndNot(single, doubtful);
        scope.Return(rented);
    }
}
