namespace Venn.Benchmarks.Reporting;

/// <summary>One measured figure: a line of the table and of the JSON.</summary>
/// <param name="Workload">What was done.</param>
/// <param name="Items">On how many items.</param>
/// <param name="Metric">What was measured: <c>p50</c>, <c>p99</c>, <c>rate</c> …</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Value">What came out.</param>
/// <param name="Goal">What is wanted; null for none.</param>
/// <param name="Met">Whether the goal is reached; null without a goal.</param>
internal sealed record Figure(string Workload, long Items, string Metric, string Unit, double Value, double? Goal, bool? Met)
{
    public static Figure AtMost(string workload, long items, string metric, string unit, double value, double? goal = null) =>
        new(workload, items, metric, unit, value, goal, goal is null ? null : value <= goal);

    public static Figure AtLeast(string workload, long items, string metric, string unit, double value, double? goal = null) =>
        new(workload, items, metric, unit, value, goal, goal is null ? null : value >= goal);
}
