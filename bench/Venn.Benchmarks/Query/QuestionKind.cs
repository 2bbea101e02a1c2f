namespace Venn.Benchmarks.Query;

internal enum QuestionKind
{
    /// <summary>How many rows match: one line.</summary>
    Count,

    /// <summary>How many matching rows have each value of a field: a line for each, <c>value:count</c>, by value.</summary>
    Facet,

    /// <summary>The names of a page of matching items, in order.</summary>
    Page,
}
