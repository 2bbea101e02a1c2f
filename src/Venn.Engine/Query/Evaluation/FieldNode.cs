using Venn.Engine.Query.Bodies;
using Venn.Engine.Query.Explaining;
using Venn.Engine.Query.Planning;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Evaluation;

/// <summary>
/// A condition on one field: what the columns say, rows under a mask that hides the field aside, and the bodies of the
/// rows that columns do not tell all of.
/// </summary>
internal abstract class FieldNode(
    Filter leaf, FieldLocator field, int[] hidingMasks, BodyMatcher bodies, MaskShell? shell = null) : PlanNode
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

        EvaluateHidden(scope, hiddenWords, result);
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

    // A hidden object of which something is kept is there, as a shell.
    private void EvaluateHidden(SegmentScope scope, ReadOnlySpan<ulong> hidden, Span<ulong> result)
    {
        if (shell is null || RowBits.IsEmpty(hidden))
        {
            if (HoldsWhenMissing)
            {
                RowBits.Or(result, hidden);
            }

            return;
        }

        var rented = scope.Rent();
        var rentedDoubt = scope.Rent();
        var there = rented.AsSpan(0, scope.WordCount);
        var doubt = rentedDoubt.AsSpan(0, scope.WordCount);
        foreach (var part in shell.Parts)
        {
            MarkShells(scope, part, hidden, there, doubt);
        }

        for (var w = 0; w < there.Length; w++)
        {
            result[w] |= (HoldsWhenMissing ? hidden[w] & ~there[w] : there[w]) & ~doubt[w];
        }

        CheckBodies(scope, doubt, result);
        scope.Return(rented);
        scope.Return(rentedDoubt);
    }

    private static void MarkShells(
        SegmentScope scope, MaskShellPart part, ReadOnlySpan<ulong> hidden, Span<ulong> there, Span<ulong> doubt)
    {
        var rented = scope.Rent();
        var rentedFound = scope.Rent();
        var rows = rented.AsSpan(0, scope.WordCount);
        var found = rentedFound.AsSpan(0, scope.WordCount);
        scope.MarkMasked(part.HidingMasks, found);
        hidden.CopyTo(rows);
        RowBits.AndNot(rows, found);
        found.Clear();
        var count = RowBits.Count(rows);
        var columns = scope.Segment.Find(part.Kept);
        for (var kind = ColumnKind.Text; kind < ColumnKind.Count; kind++)
        {
            columns[kind]?.Mark(ValueSelection.Everything, rows, count, found);
        }

        RowBits.And(found, rows);
        RowBits.Or(there, found);
        found.Clear();
        foreach (var column in columns.Unindexed)
        {
            column.Mark(ValueSelection.Everything, rows, count, found);
        }

        foreach (var above in part.Above)
        {
            scope.Segment.Find(above)[ColumnKind.Array]?.Mark(ValueSelection.Everything, rows, count, found);
        }

        RowBits.And(found, rows);
        RowBits.Or(doubt, found);
        scope.Return(rented);
        scope.Return(rentedFound);
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
