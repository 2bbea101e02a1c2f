using Spectre.Console;

namespace Venn.Cli.Output;

internal static class Consoles
{
    /// <summary>A console on a writer; plain, without any control sequence, unless it is a terminal.</summary>
    public static IAnsiConsole Create(TextWriter writer, bool isTerminal) =>
        AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
}
