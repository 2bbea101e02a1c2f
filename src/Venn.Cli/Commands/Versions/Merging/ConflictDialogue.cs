using Venn.Cli.Hosting;
using Venn.Protocol.Requests;
using Venn.Protocol.Versions.Merging;

namespace Venn.Cli.Commands.Versions.Merging;

/// <summary>Asks a person how conflicts are settled, key by key. Nothing is written when they stop.</summary>
internal sealed class ConflictDialogue(CliEnvironment environment)
{
    private const string Ours = "ours";
    private const string Theirs = "theirs";

    /// <summary>The answer for all that is still to be asked, once it was given.</summary>
    private string? rest;

    public IReadOnlyList<ConflictChoice> Ask(IReadOnlyList<MergeConflict> conflicts)
    {
        environment.Error.WriteLine("For each: o = ours, t = theirs, O or T = so for all the rest, q = stop and write nothing.");
        return [.. conflicts.Select((conflict, i) => AskOne(conflict, i + 1, conflicts.Count))];
    }

    private ConflictChoice AskOne(MergeConflict conflict, int number, int count)
    {
        var what = conflict.Resource == "items"
            ? conflict.Filename
            : $"annotation {conflict.Id} ({(conflict.Ours ?? conflict.Theirs)?.Label})";
        environment.Error.WriteLine($"[{number}/{count}] {what}");
        var choice = new ConflictChoice { Relation = conflict.Resource ?? "", Id = conflict.Id ?? "" };
        if (conflict.Keys.Count == 0)
        {
            return choice with { Whole = AskKey(conflict, "") };
        }

        var fields = new Dictionary<string, string>();
        foreach (var key in conflict.Keys)
        {
            fields[key] = AskKey(conflict, key);
        }

        return choice with { Fields = fields };
    }

    private string AskKey(MergeConflict conflict, string key)
    {
        if (rest is not null)
        {
            return rest;
        }

        environment.Error.WriteLine(
            $"  {(key.Length == 0 ? "deleted on one side" : key)}: base {ConflictRows.Show(conflict.Base, key)}, "
            + $"ours {ConflictRows.Show(conflict.Ours, key)}, theirs {ConflictRows.Show(conflict.Theirs, key)}");
        while (true)
        {
            environment.Error.Write("  o/t/O/T/q? ");
            switch (environment.In.ReadLine()?.Trim())
            {
                case "o" or Ours:
                    return Ours;
                case "t" or Theirs:
                    return Theirs;
                case "O":
                    return rest = Ours;
                case "T":
                    return rest = Theirs;
                case null or "q":
                    throw new CliException(ExitCodes.Cancelled, "Stopped: nothing was written.");
            }
        }
    }
}
