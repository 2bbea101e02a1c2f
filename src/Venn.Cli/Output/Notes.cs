using Spectre.Console;
using Venn.Cli.Hosting;

namespace Venn.Cli.Output;

/// <summary>Words for people, on stderr.</summary>
internal sealed class Notes(CliEnvironment environment)
{
    public void Say(string text) => environment.Error.WriteLine(text);

    /// <summary>Says at most <paramref name="limit"/> lines of a list, and how many were left out.</summary>
    public void SayList(string heading, IReadOnlyCollection<string> lines, int limit = 20)
    {
        if (lines.Count == 0)
        {
            return;
        }

        Say(heading);
        foreach (var line in lines.Take(limit))
        {
            Say($"  {line}");
        }

        if (lines.Count > limit)
        {
            Say($"  … and {lines.Count - limit} more; --json lists them all.");
        }
    }

    /// <summary>Asks before something is deleted; without a person to ask, <paramref name="yes"/> must have been given.</summary>
    public void Confirm(string question, bool yes)
    {
        if (yes)
        {
            return;
        }

        if (!environment.IsInTerminal || !environment.IsErrorTerminal)
        {
            throw new CliException(ExitCodes.BadUsage, $"{question} Nobody is here to answer: give --yes to go on.");
        }

        environment.Error.Write($"{question} [y/N] ");
        if (environment.In.ReadLine()?.Trim() is not ("y" or "Y" or "yes"))
        {
            throw new CliException(ExitCodes.Cancelled, "Nothing was done.");
        }
    }

    /// <summary>A console on stderr, with colours only on a terminal.</summary>
    public IAnsiConsole CreateConsole() => Consoles.Create(environment.Error, environment.IsErrorTerminal);
}
