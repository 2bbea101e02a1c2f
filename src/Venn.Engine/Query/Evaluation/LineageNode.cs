using System.Numerics;
using Venn.Engine.Query.Explaining;
using Venn.Engine.Revisions;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Evaluation;

/// <summary>The lineage (or the item's) satisfies a test: joins, and what is derived from the annotations.</summary>
/// <param name="ofItem">Ask the item's lineage of an annotation.</param>
/// <param name="prepare">Runs once, when a segment first needs it.</param>
internal sealed class LineageNode(bool ofItem, int cost, Func<Func<long, bool>> prepare) : PlanNode
{
    private const int SparseLimit = 2048;
    private readonly Lazy<Func<long, bool>> test = new(prepare, LazyThreadSafetyMode.None);
    private long[]? values;
    private ulong[]? present;

    public override int Cost => cost;

    public override ColumnAccess? Foretell(SegmentScope scope, int candidateCount) =>
        candidateCount == 0 ? ColumnAccess.Skipped : candidateCount > SparseLimit ? ColumnAccess.Scanned : ColumnAccess.LookedUp;

    public override void Evaluate(SegmentScope scope, ReadOnlySpan<ulong> candidates, Span<ulong> result)
    {
        var column = ofItem ? scope.Segment.Items : scope.Segment.Lineages;
        var count = RowBits.Count(candidates);
        if (column is null || count == 0)
        {
            return;
        }

        var holds = test.Value;
        var isDense = count > SparseLimit;
        if (isDense)
        {
            values ??= new long[SegmentNumber.RowCount];
            present ??= new ulong[RowBits.WordCount];
            column.ReadFirst(values, present);
        }

        for (var w = 0; w < candidates.Length; w++)
        {
            var bits = 0UL;
            for (var word = candidates[w]; word != 0; word &= word - 1)
            {
                var bit = BitOperations.TrailingZeroCount(word);
                var row = (w << 6) + bit;
                if (holds(isDense ? values![row] : column.GetFirst(row)))
                {
                    bits |= 1UL << bit;
                }
            }

            result[w] = bits;
        }
    }
}
