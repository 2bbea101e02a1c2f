using System.Runtime.CompilerServices;
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
    private readonly ulong[] candidates = new ulong[RowBits.WordCount];
    private readonly ulong[] result = new ulong[RowBits.WordCount];

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Collect(Segment segment, Container members)
    {
        var found = Evaluate(segment, members);
        using var buffer = RowBuffer.Rent();
        var count = RowBits.ToRows(found, buffer.Rows);
        var column = collectsItems ? segment.Items! : segment.Lineages;
        column.Gather(buffer.Rows.AsSpan(0, count), buffer.Values, buffer.Present);
        var last = long.MinValue;
        foreach (var lineage in buffer.Values.AsSpan(0, count))
        {
            // The annotations of an item mostly stand side by side.
            if (lineage != last)
            {
                Collected.Add(lineage);
                last = lineage;
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
