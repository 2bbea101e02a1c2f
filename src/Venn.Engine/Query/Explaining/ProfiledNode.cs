using System.Diagnostics;
using Venn.Engine.Query.Evaluation;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Explaining;

/// <summary>A node of a plan with a clock and counters around it.</summary>
internal sealed class ProfiledNode(PlanNode node, StepProfile step, QueryProfile profile) : PlanNode
{
    public override int Cost => node.Cost;

    public override void Evaluate(SegmentScope scope, ReadOnlySpan<ulong> candidates, Span<ulong> result)
    {
        var count = RowBits.Count(candidates);
        if (node.Foretell(scope, count) is { } access)
        {
            step.Count(access);
        }

        var bodies = scope.BodiesReadCount;
        profile.Enter(step);
        var since = Stopwatch.GetTimestamp();
        try
        {
            node.Evaluate(scope, candidates, result);
        }
        finally
        {
            step.AddTime(since);
            profile.Leave();
        }

        step.RowsIn += count;
        step.RowsOut += RowBits.Count(result);
        step.BodiesRead += scope.BodiesReadCount - bodies;
    }
}
