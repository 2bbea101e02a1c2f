using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Protocol.Versions;

namespace Venn.Cli.Commands.Versions.Undoing;

/// <summary>What the commands that make a commit say of it.</summary>
internal static class UndoOutput
{
    public static void Write(Invocation run, UndoResult result, string done)
    {
        run.Notes.Say(result.Commit is null ? "Nothing had to change: no commit was made." : done);
        run.Notes.SayList(
            $"{Quantities.Count(result.Report.RenamedCount, "item")} took another path, for theirs is taken:",
            [.. result.Report.Renamed.Select(item => $"{item.Filename} -> {item.NewFilename}")]);
        if (run.Results.IsJson)
        {
            run.Results.WriteObject(result, []);
        }
        else if (result.Commit is { } commit)
        {
            run.Results.WriteLine(commit.Id);
        }
    }
}
