using Venn.Engine.Query.Bodies;
using Venn.Engine.Query.Planning;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Evaluation;

/// <summary>
/// The field is an array with exactly these elements. Columns settle rows with one array of one element; others are
/// pruned by length and members, then asked of their bodies.
/// </summary>
internal sealed class ArrayEqualsNode : FieldNode
{
    private readonly Filter.ArrayEquals filter;
    private readonly ValuePredicate[] members;

    public ArrayEqualsNode(Filter.ArrayEquals filter, FieldLocator field, int[] hidingMasks, BodyMatcher bodies, MaskShell? shell)
        : base(filter, field, hidingMasks, bodies, filter.Values.Count == 0 ? shell : null)
    {
        this.filter = filter;
        members = [.. filter.Values.Distinct().Select(value => ValuePredicate.Compare(Comparison.Equal, value))];
    }

    public override int Cost => 4;

    protected override bool HoldsWhenMissing => filter.Values.Count == 0;

    protected override void EvaluateColumns(
        SegmentScope scope, FieldColumns columns, ReadOnlySpan<ulong> visible, int visibleCount, Span<ulong> result)
    {
        var arrays = columns[ColumnKind.Array];
        arrays?.Mark(ValueSelection.Range(filter.Values.Count, filter.Values.Count), visible, visibleCount, result);
        if (filter.Values.Count == 0)
        {
            var there = scope.Rent();
            var words = there.AsSpan(0, scope.WordCount);
            ExistsNode.MarkThere(columns, visible, visibleCount, words);
            for (var w = 0; w < words.Length; w++)
            {
                result[w] |= visible[w] & ~words[w];
            }

            scope.Return(there);
            return;
        }

        if (arrays is null)
        {
            return;
        }

        RowBits.And(result, visible);
        KeepWithMembers(scope, columns, result);
        if (!RowBits.IsEmpty(result))
        {
            CheckUnsettled(scope, columns, result);
        }
    }

    private void KeepWithMembers(SegmentScope scope, FieldColumns columns, Span<ulong> result)
    {
        var rented = scope.Rent();
        var words = rented.AsSpan(0, scope.WordCount);
        foreach (var member in members)
        {
            words.Clear();
            var count = RowBits.Count(result);
            if (count == 0)
            {
                break;
            }

            for (var kind = ColumnKind.Text; kind <= ColumnKind.Boolean; kind++)
            {
                if (columns[kind] is { } column && member.Select(column, scope.CancellationToken) is { IsNothing: false } selection)
                {
                    column.Mark(selection, result, count, words);
                }
            }

            RowBits.And(result, words);
        }

        scope.Return(rented);
    }

    // A row whose one value at the path is the one element of its one array: nothing is left to ask.
    private void CheckUnsettled(SegmentScope scope, FieldColumns columns, Span<ulong> result)
    {
        var rented = scope.Rent();
        var unsettled = rented.AsSpan(0, scope.WordCount);
        if (filter.Values.Count == 1)
        {
            for (var kind = ColumnKind.Text; kind <= ColumnKind.Array; kind++)
            {
                if (columns[kind] is not { } column)
                {
                    continue;
                }

                RowSets.MarkExtras(column, unsettled);
                if (kind is ColumnKind.Null or ColumnKind.Object)
                {
                    column.Mark(ValueSelection.Everything, result, RowBits.Count(result), unsettled);
                }
            }

            RowBits.And(unsettled, result);
        }
        else
        {
            result.CopyTo(unsettled);
        }

        CheckBodies(scope, unsettled, result);
        scope.Return(rented);
    }
}
