namespace Venn.Engine.Maintenance.Retention;

/// <summary>A rule that keeps a snapshot from being deleted, and its dataset from being purged.</summary>
/// <param name="Until">The first instant at which it holds no more; null: until it is lifted.</param>
/// <param name="Reason">Why; not empty.</param>
/// <param name="By">Who laid it.</param>
/// <param name="At">When.</param>
public sealed record SnapshotHold(DateTimeOffset? Until, string Reason, string By, DateTimeOffset At)
{
    public bool IsInForce(DateTimeOffset now) => Until is not { } until || now < until;
}
