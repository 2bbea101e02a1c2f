using Venn.Engine.Query.Explaining;
using Venn.Engine.Revisions;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Evaluation;

/// <summary>The lineage (or the item's) satisfies a test: joins, and what is derived from the annotations.</summary>
/// <param name="ofItem">Ask the item's lineage of an annotation.</param>
/// <param name="prepare">Runs once, when a segment first needs it.</param>
internal sealed class LineageNode(bool ofItem, int cost, Func<Func<long, bool>> prepare) : PlanNode
{
    private readonly Lazy<Func<long, bool>> test = new(prepare, LazyThreadSafetyMode.None);
    private ushort[]? rows;
    private long[]? values;
    private bool[]? present;

    public override int Cost => cost;

    public override ColumnAccess? Foretell(SegmentScope scope, int candidateCount) =>
        candidateCount == 0 ? ColumnAccess.Skipped : ColumnAccess.LookedUp;

    public override void Evaluate(SegmentScope scope, ReadOnlySpan<ulong> candidates, Span<ulong> result)
    {
        var column = ofItem ? scope.Segment.Items : scope.Segment.Lineages;
        if (column is null || RowBits.IsEmpty(candidates))
        {
            return;
        }

        var holds = test.Value;
        rows ??= new ushort[SegmentNumber.RowCount];
        values ??= new long[SegmentNumber.RowCount];
        present ??= new bool[SegmentNumber.RowCount];
        var count = RowBits.ToRows(candidates, rows);
        column.Gather(rows.AsSpan(0, count), values, present);
        for (var i = 0; i < count; i++)
        {
            if (holds(values[i]))
            {
                RowBits.Set(result, rows[i]);
            }
        }
    }
}
