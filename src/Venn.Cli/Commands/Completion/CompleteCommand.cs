using System.CommandLine;
using Venn.Cli.Hosting;

namespace Venn.Cli.Commands.Completion;

/// <summary>Asked by the shells' scripts: what may stand at a place of a line, one a line. Hidden.</summary>
internal static class CompleteCommand
{
    /// <summary>The verbs that the launcher answers, which are no commands of this program.</summary>
    private static readonly string[] LauncherVerbs = ["serve", "token", "test", "bench"];

    public static Command Create(CliRuntime runtime, Command root)
    {
        var line = new Argument<string>("line") { Description = "The whole line as it is typed" };
        var position = new Option<int?>("--position") { Description = "Where in it; its end when left out", HelpName = "N" };
        var command = new Command("complete", "Complete a line") { line, position };
        command.Hidden = true;
        runtime.Handle(command, run =>
        {
            foreach (var word in Complete(root, run.Get(line), run.Get(position)))
            {
                run.Results.WriteLine(word);
            }

            return Task.CompletedTask;
        });
        return command;
    }

    private static IEnumerable<string> Complete(Command root, string line, int? position)
    {
        var typed = position is { } end && end >= 0 && end < line.Length ? line[..end] : line;

        // The program's own name goes: it may be a path.
        var space = typed.IndexOf(' ');
        var rest = space < 0 ? "" : typed[(space + 1)..];
        var words = root.Parse(rest).GetCompletions(rest.Length).Select(found => found.Label);
        var isFirst = !rest.TrimStart().Contains(' ');
        var start = rest[(rest.LastIndexOf(' ') + 1)..];
        return words.Concat(isFirst ? LauncherVerbs : [])
            .Where(word => word.StartsWith(start, StringComparison.Ordinal) && word is not ("-?" or "/?" or "/h"))
            .Distinct().Order(StringComparer.Ordinal);
    }
}
