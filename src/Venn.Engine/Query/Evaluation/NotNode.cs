using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Evaluation;

internal sealed class NotNode(PlanNode operand) : PlanNode
{
    public override int Cost => operand.Cost;

    public override void Evaluate(SegmentScope scope, ReadOnlySpan<ulong> candidates, Span<ulong> result)
    {
        var found = scope.Rent();
        var words = found.AsSpan(0, scope.WordCount);
        operand.Evaluate(scope, candidates, words);
        candidates.CopyTo(result);
        RowBits.AndNot(result, words);
        scope.Return(found);
    }
}
