namespace Venn.Engine.Maintenance.Collection;

/// <summary>How to collect.</summary>
public sealed record CollectRequest
{
    /// <summary>
    /// How long what nothing holds any more stays: a state that was the head, a dead revision, a binary since it was put.
    /// Whoever reads a version has this long to finish, whoever put a binary this long to name it in a commit.
    /// </summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Tells what would be done; nothing is written.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Revisions and binaries looked at in a second, so that others have the disk; 0: as fast as it goes.</summary>
    public int RowsPerSecond { get; init; }

    /// <summary>A fault planted on purpose, to see whether what watches over collection notices.</summary>
    internal CollectFault Fault { get; init; }
}
