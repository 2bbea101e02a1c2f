using Venn.Engine.Revisions;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Versions;

/// <summary>An immutable name for a commit.</summary>
/// <param name="Id">24 hex digits; ids ascend with time.</param>
/// <param name="Commit">What it names.</param>
/// <param name="Name">Unique within the dataset.</param>
/// <param name="CreatedAt">When it was taken, which may be long after the commit.</param>
/// <param name="Author">Who took it.</param>
/// <param name="Message">Free text, may be empty.</param>
public sealed record Snapshot(
    string Id, CommitId Commit, string Name, DateTimeOffset CreatedAt, string Author, string Message)
{
    /// <summary>The rule that holds it, in force or past; null when there is none.</summary>
    public Maintenance.Retention.SnapshotHold? Hold { get; init; }

    internal static Snapshot From(SnapshotRecord record) => new(
        record.Id,
        Versions.Commit.ToId(record.Key),
        record.Name,
        DateTimeOffset.FromUnixTimeMilliseconds(record.CreatedAtMs),
        record.Author,
        record.Message);
}
