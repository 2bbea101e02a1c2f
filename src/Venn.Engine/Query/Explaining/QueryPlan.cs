namespace Venn.Engine.Query.Explaining;

/// <summary>How a query was answered.</summary>
/// <param name="Page">The answer itself.</param>
/// <param name="Elapsed">All of it.</param>
/// <param name="Steps">In the order they ran.</param>
public sealed record QueryPlan(QueryPage Page, TimeSpan Elapsed, IReadOnlyList<QueryStep> Steps);

/// <summary>One step of a query, summed over the segments it ran on.</summary>
/// <param name="Name"><c>filter</c>, <c>and</c>, <c>or</c>, <c>not</c>, a condition's kind, <c>join</c>, <c>sort</c>, <c>page</c>.</param>
/// <param name="Detail">The condition in words; empty where the name says all.</param>
/// <param name="RowsIn">Rows still in question when it ran.</param>
/// <param name="RowsOut">Rows that it left.</param>
/// <param name="Segments">How its columns were asked; zeros for steps without columns.</param>
/// <param name="BodiesRead">Rows that columns could not tell all of: their bodies were parsed, some microseconds each.</param>
/// <param name="IsKept">Answered from what an earlier query had left.</param>
/// <param name="Elapsed">With the steps below it.</param>
/// <param name="Steps">What it consists of.</param>
public sealed record QueryStep(
    string Name, string Detail, long RowsIn, long RowsOut, SegmentAccess Segments, long BodiesRead, bool IsKept, TimeSpan Elapsed,
    IReadOnlyList<QueryStep> Steps);

/// <param name="Skipped">Segments where the column is not, or whose extremes or dictionary say that nothing matches.</param>
/// <param name="Scanned">Segments whose column was read from end to end.</param>
/// <param name="LookedUp">Segments where few rows were in question, each looked up.</param>
public readonly record struct SegmentAccess(int Skipped, int Scanned, int LookedUp);
