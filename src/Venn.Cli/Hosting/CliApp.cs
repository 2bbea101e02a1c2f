using System.CommandLine;
using System.CommandLine.Parsing;
using Venn.Cli.Commands;

namespace Venn.Cli.Hosting;

/// <summary>The program: reads the command line and runs the command it names.</summary>
internal static class CliApp
{
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args, CliEnvironment environment, CancellationToken cancellationToken = default)
    {
        var root = CommandTree.Create(new CliRuntime(environment));
        var line = root.Parse(args);
        if (line.Errors.Count > 0)
        {
            // A group whose command is misspelt reports that first, then that it wants one.
            var unknown = line.UnmatchedTokens.Count > 0;
            foreach (var error in line.Errors.Where(error => !unknown || !IsMissingCommand(error)))
            {
                await environment.Error.WriteLineAsync($"venn: {Explain(error)}");
            }

            await environment.Error.WriteLineAsync($"  '{NameOf(line)} --help' tells what it takes.");
            return ExitCodes.BadUsage;
        }

        return await line.InvokeAsync(
            new InvocationConfiguration
            {
                Output = environment.Out,
                Error = environment.Error,
                EnableDefaultExceptionHandler = false,
                // The demo ends its server before it ends itself.
                ProcessTerminationTimeout = TimeSpan.FromSeconds(15),
            },
            cancellationToken);
    }

    private static string Explain(ParseError error) =>
        IsMissingCommand(error) && error.SymbolResult is CommandResult { Command: var group }
            ? $"'{group.Name}' wants a command: {string.Join(", ", group.Subcommands.Select(command => command.Name))}."
            : error.Message;

    private static bool IsMissingCommand(ParseError error) =>
        error.SymbolResult is CommandResult { Command.Subcommands.Count: > 0 }
        && error.Message.StartsWith("Required", StringComparison.Ordinal);

    private static string NameOf(ParseResult line)
    {
        var names = new List<string>();
        for (var result = line.CommandResult; result is not null; result = result.Parent as CommandResult)
        {
            names.Insert(0, result.Command.Name);
        }

        return string.Join(' ', names);
    }
}
