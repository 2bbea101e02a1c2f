using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Evaluation;

internal sealed class OrNode : PlanNode
{
    private readonly PlanNode[] operands;

    public OrNode(IEnumerable<PlanNode> operands) => this.operands = [.. operands.OrderBy(operand => operand.Cost)];

    public override int Cost => operands.Sum(operand => operand.Cost);

    public override void Evaluate(SegmentScope scope, ReadOnlySpan<ulong> candidates, Span<ulong> result)
    {
        var open = scope.Rent();
        var found = scope.Rent();
        var openWords = open.AsSpan(0, scope.WordCount);
        var foundWords = found.AsSpan(0, scope.WordCount);
        candidates.CopyTo(openWords);
        foreach (var operand in operands)
        {
            scope.CancellationToken.ThrowIfCancellationRequested();
            if (RowBits.IsEmpty(openWords))
            {
                break;
            }

            foundWords.Clear();
            operand.Evaluate(scope, openWords, foundWords);
            RowBits.Or(result, foundWords);
            RowBits.AndNot(openWords, foundWords);
        }

        scope.Return(open);
        scope.Return(found);
    }
}
