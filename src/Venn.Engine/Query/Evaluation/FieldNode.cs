using Venn.Engine.Query.Bodies;
using Venn.Engine.Query.Explaining;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Evaluation;

/// <summary>
/// A condition on one field: what the columns say, rows under a mask that hides the field aside, and the bodies of the
/// rows that columns do not tell all of.
/// </summary>
internal abstract class FieldNode(Filter leaf, FieldLocator field, int[] hidingMasks, BodyMatcher bodies) : PlanNode
{
    protected FieldLocator Field { get; } = field;

    protected BodyMatcher Bodies { get; } = bodies;

    protected Filter Leaf { get; } = leaf;

    /// <summary>Whether a row without the field satisfies the condition.</summary>
    protected abstract bool HoldsWhenMissing { get; }

    public override void Evaluate(SegmentScope scope, ReadOnlySpan<ulong> candidates, Span<ulong> result)
    {
        var hidden = scope.Rent();
        var seen = scope.Rent();
        var hiddenWords = hidden.AsSpan(0, scope.WordCount);
        var visible = seen.AsSpan(0, scope.WordCount);
        candidates.CopyTo(visible);
        if (hidingMasks.Length > 0 && scope.MarkMasked(hidingMasks, hiddenWords))
        {
            RowBits.And(hiddenWords, candidates);
            RowBits.AndNot(visible, hiddenWords);
        }

        var count = RowBits.Count(visible);
        if (count > 0)
        {
            EvaluateVisible(scope, visible, count, result);
        }

        if (HoldsWhenMissing)
        {
            RowBits.Or(result, hiddenWords);
        }

        scope.Return(hidden);
        scope.Return(seen);
    }

    /// <summary>Sets exactly the visible rows whose columns satisfy the condition.</summary>
    protected abstract void EvaluateColumns(
        SegmentScope scope, FieldColumns columns, ReadOnlySpan<ulong> visible, int visibleCount, Span<ulong> result);

    public override ColumnAccess? Foretell(SegmentScope scope, int candidateCount) =>
        scope.Segment.Find(Field).ByKind is null ? ColumnAccess.Skipped : ColumnAccess.Scanned;

    protected void CheckBodies(SegmentScope scope, ReadOnlySpan<ulong> rows, Span<ulong> result)
    {
        for (var w = 0; w < rows.Length; w++)
        {
            for (var word = rows[w]; word != 0; word &= word - 1)
            {
                scope.CancellationToken.ThrowIfCancellationRequested();
                var row = (w << 6) + System.Numerics.BitOperations.TrailingZeroCount(word);
                var isHidden = (int mask) => scope.IsMasked(mask, row);
                if (Bodies.Matches(Leaf, scope.ReadBody(row), isHidden, scope.CancellationToken))
                {
                    RowBits.Set(result, row);
                }
                else
                {
                    result[w] &= ~(1UL << row);
                }
            }
        }
    }

    private void EvaluateVisible(SegmentScope scope, Span<ulong> visible, int count, Span<ulong> result)
    {
        var columns = scope.Segment.Find(Field);
        EvaluateColumns(scope, columns, visible, count, result);
        RowBits.And(result, visible);
        if (columns.Unindexed.Count == 0)
        {
            return;
        }

        var untold = scope.Rent();
        var words = untold.AsSpan(0, scope.WordCount);
        foreach (var column in columns.Unindexed)
        {
            column.Mark(ValueSelection.Everything, visible, count, words);
        }

        RowBits.And(words, visible);
        CheckBodies(scope, words, result);
        scope.Return(untold);
    }
}
