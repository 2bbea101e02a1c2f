using Venn.Engine.Query.Explaining;

namespace Venn.Engine.Query.Evaluation;

/// <summary>
/// A step of a query. Immutable but for what it remembers of the state it was planned for; used by one thread.
/// </summary>
internal abstract class PlanNode
{
    /// <summary>Relative: operands of an and run from the cheapest.</summary>
    public abstract int Cost { get; }

    /// <summary>How the node's own column is going to answer, for explanations alone; null for what has none.</summary>
    public virtual ColumnAccess? Foretell(SegmentScope scope, int candidateCount) => null;

    /// <summary>The candidates that satisfy the condition.</summary>
    /// <param name="scope">The segment; word counts are its own.</param>
    /// <param name="candidates">Rows of the state still in question.</param>
    /// <param name="result">All zero at the call; a subset of the candidates after it.</param>
    public abstract void Evaluate(SegmentScope scope, ReadOnlySpan<ulong> candidates, Span<ulong> result);
}
