using System.Text.Json.Nodes;
using Venn.Cli.Hosting;
using Venn.Protocol.Versions.Merging;

namespace Venn.Cli.Commands.Versions.Merging;

/// <summary>Conflicts as a list: a row for every key that differs.</summary>
internal static class ConflictRows
{
    private const int ValueLengthMax = 60;

    public static void Write(Invocation run, IReadOnlyList<MergeConflict> conflicts)
    {
        if (run.Results.IsJson)
        {
            run.Results.WriteRows([], conflicts, static _ => []);
            return;
        }

        var rows = conflicts.SelectMany(c => c.Keys.DefaultIfEmpty("").Select(key => (Conflict: c, Key: key))).ToList();
        run.Results.WriteRows(
            ["RESOURCE", "ID", "FILENAME", "KEY", "BASE", "OURS", "THEIRS", "SETTLED"], rows,
            row =>
            [
                row.Conflict.Resource, row.Conflict.Id, row.Conflict.Filename, row.Key, Show(row.Conflict.Base, row.Key),
                Show(row.Conflict.Ours, row.Key), Show(row.Conflict.Theirs, row.Key), row.Conflict.Settled ? "yes" : "no",
            ]);
    }

    /// <summary>What a side has at a key, in few letters.</summary>
    public static string Show(ConflictSide? side, string key)
    {
        if (side is null)
        {
            return "(not there)";
        }

        if (key.Length == 0)
        {
            return side.Label is null ? "(changed)" : $"(changed: {side.Label})";
        }

        var text = side.Values[key] is { } value
            ? value is JsonValue ? value.ToString() : value.ToJsonString()
            : "(none)";
        return text.Length > ValueLengthMax ? text[..ValueLengthMax] + "…" : text;
    }
}
