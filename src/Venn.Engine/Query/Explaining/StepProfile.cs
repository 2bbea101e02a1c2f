using System.Diagnostics;

namespace Venn.Engine.Query.Explaining;

/// <summary>Sums up one step while a query runs. One thread.</summary>
internal sealed class StepProfile(string name, string detail)
{
    private readonly List<StepProfile> steps = [];
    private readonly int[] accesses = new int[3];
    private long ticks;

    public long RowsIn { get; set; }

    public long RowsOut { get; set; }

    public long BodiesRead { get; set; }

    public bool IsKept { get; set; }

    public void Add(StepProfile step) => steps.Add(step);

    public void Count(ColumnAccess access) => accesses[(int)access]++;

    public void AddTime(long since) => ticks += Stopwatch.GetTimestamp() - since;

    public QueryStep ToStep() => new(
        name, detail, RowsIn, RowsOut,
        new SegmentAccess(
            accesses[(int)ColumnAccess.Skipped], accesses[(int)ColumnAccess.Scanned], accesses[(int)ColumnAccess.LookedUp]),
        BodiesRead, IsKept && RowsIn > 0, Stopwatch.GetElapsedTime(0, ticks), [.. steps.Select(step => step.ToStep())]);
}
