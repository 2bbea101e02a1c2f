using System.Runtime.CompilerServices;
using Venn.Engine.Query.Explaining;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Evaluation;

/// <summary>The lineage (or the item's) satisfies a test: joins, and what is derived from the annotations.</summary>
/// <param name="ofItem">Ask the item's lineage of an annotation.</param>
/// <param name="prepare">Runs once, when a segment first needs it.</param>
internal sealed class LineageNode(bool ofItem, int cost, Func<Func<long, bool>> prepare) : PlanNode
{
    private readonly Lazy<Func<long, bool>> test = new(prepare, LazyThreadSafetyMode.None);

    public override int Cost => cost;

    public override ColumnAccess? Foretell(SegmentScope scope, int candidateCount) =>
        candidateCount == 0 ? ColumnAccess.Skipped : ColumnAccess.LookedUp;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Evaluate(SegmentScope scope, ReadOnlySpan<ulong> candidates, Span<ulong> result)
    {
        var column = ofItem ? scope.Segment.Items : scope.Segment.Lineages;
        if (column is null || RowBits.IsEmpty(candidates))
        {
            return;
        }

        var holds = test.Value;
        using var buffer = RowBuffer.Rent();
        var rows = buffer.Rows.AsSpan(0, RowBits.ToRows(candidates, buffer.Rows));
        var values = buffer.Values.AsSpan(0, rows.Length);
        column.Gather(rows, values, buffer.Present);
        for (var i = 0; i < rows.Length; i++)
        {
            if (holds(values[i]))
            {
                RowBits.Set(result, rows[i]);
            }
        }
    }
}
