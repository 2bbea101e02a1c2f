namespace Venn.Storage.Catalog.Records;

/// <summary>An immutable name for a commit.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="Key">The commit.</param>
/// <param name="Name">Unique within the dataset.</param>
/// <param name="CreatedAtMs">Unix time, milliseconds, UTC.</param>
/// <param name="Author">Who took it.</param>
/// <param name="Message">Free text, may be empty.</param>
public sealed record SnapshotRecord(
    string Id, CommitKey Key, string Name, long CreatedAtMs, string Author, string Message);
