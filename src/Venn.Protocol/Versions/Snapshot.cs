namespace Venn.Protocol.Versions;

/// <summary>An immutable name for a commit.</summary>
public sealed record Snapshot
{
    public required string Id { get; init; }

    public string? DatasetId { get; init; }

    public string Name { get; init; } = "";

    public string? CommitId { get; init; }

    public string? Author { get; init; }

    public string? CreatedAt { get; init; }

    public string? Message { get; init; }

    /// <summary><c>sha256:</c> and 64 hex digits over the content alone; none until computed.</summary>
    public string? Digest { get; init; }

    /// <summary>The rule that holds it against deletion, in force or past.</summary>
    public SnapshotHold? Hold { get; init; }
}
