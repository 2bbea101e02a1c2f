using Venn.Protocol.Versions;

namespace Venn.Cli.Commands.Versions.Snapshots;

internal static class SnapshotFields
{
    public static IEnumerable<(string Name, string? Value)> Of(Snapshot snapshot) =>
    [
        ("id", snapshot.Id), ("name", snapshot.Name), ("commit", snapshot.CommitId),
        ("taken", $"{snapshot.CreatedAt} by {snapshot.Author}"), ("message", snapshot.Message),
        ("digest", snapshot.Digest),
        ("held", snapshot.Hold is { } hold ? $"{(hold.Until is { } until ? $"until {until}" : "until released")} by {hold.By}: {hold.Reason}" : null),
    ];
}
