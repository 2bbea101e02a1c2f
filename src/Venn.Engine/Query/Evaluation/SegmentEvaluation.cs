using System.Numerics;
using Venn.Bitmaps.Containers;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Evaluation;

/// <summary>One thread's evaluation of a filter, in whatever segments it is given.</summary>
/// <param name="plan">The thread's own.</param>
/// <param name="scope">The thread's own.</param>
/// <param name="collectsItems">Of annotations, <see cref="Collect"/> takes the lineages of their items; of items, their own.</param>
internal sealed class SegmentEvaluation(PlanNode plan, SegmentScope scope, bool collectsItems)
{
    /// <summary>Up to so many rows are looked up one by one.</summary>
    private const int SparseLimit = 2048;

    private readonly ulong[] candidates = new ulong[RowBits.WordCount];
    private readonly ulong[] result = new ulong[RowBits.WordCount];
    private long[]? values;
    private ulong[]? present;

    /// <summary>Rows found by <see cref="Count"/> so far.</summary>
    public long Counted { get; private set; }

    /// <summary>Lineages found by <see cref="Collect"/> so far; some may stand there more than once.</summary>
    public List<long> Collected { get; } = [];

    /// <summary>The members that satisfy the filter; null for none, the members themselves for all.</summary>
    public Container? Select(Segment segment, Container members)
    {
        var found = RowBits.Count(Evaluate(segment, members));
        return found == 0 ? null : found == members.Cardinality ? members : Container.FromWords(result);
    }

    public void Count(Segment segment, Container members) => Counted += RowBits.Count(Evaluate(segment, members));

    public void Collect(Segment segment, Container members)
    {
        var rows = Evaluate(segment, members);
        var count = RowBits.Count(rows);
        if (count == 0)
        {
            return;
        }

        var column = collectsItems ? segment.Items! : segment.Lineages;
        var isDense = count > SparseLimit;
        if (isDense)
        {
            values ??= new long[RowBits.WordCount * 64];
            present ??= new ulong[RowBits.WordCount];
            column.ReadFirst(values, present);
        }

        var last = long.MinValue;
        for (var w = 0; w < rows.Length; w++)
        {
            for (var word = rows[w]; word != 0; word &= word - 1)
            {
                var row = (w << 6) + BitOperations.TrailingZeroCount(word);
                var lineage = isDense ? values![row] : column.GetFirst(row);

                // The annotations of an item mostly stand side by side.
                if (lineage != last)
                {
                    Collected.Add(lineage);
                    last = lineage;
                }
            }
        }
    }

    private ReadOnlySpan<ulong> Evaluate(Segment segment, Container members)
    {
        scope.Enter(segment);
        members.CopyToWords(candidates);
        result.AsSpan().Clear();
        var words = result.AsSpan(0, scope.WordCount);
        plan.Evaluate(scope, candidates.AsSpan(0, scope.WordCount), words);
        return words;
    }
}
