using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Evaluation;

internal sealed class AndNode : PlanNode
{
    private readonly PlanNode[] operands;

    public AndNode(IEnumerable<PlanNode> operands) => this.operands = [.. operands.OrderBy(operand => operand.Cost)];

    public override int Cost => operands.Sum(operand => operand.Cost);

    public override void Evaluate(SegmentScope scope, ReadOnlySpan<ulong> candidates, Span<ulong> result)
    {
        candidates.CopyTo(result);
        if (operands.Length == 0)
        {
            return;
        }

        var found = scope.Rent();
        var words = found.AsSpan(0, scope.WordCount);
        foreach (var operand in operands)
        {
            scope.CancellationToken.ThrowIfCancellationRequested();
            if (RowBits.IsEmpty(result))
            {
                break;
            }

            words.Clear();
            operand.Evaluate(scope, result, words);
            words.CopyTo(result);
        }

        scope.Return(found);
    }
}
