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

            if (unknown && FindNear(line) is { } near)
            {
                await environment.Error.WriteLineAsync($"  Is '{NameOf(line)} {near}' meant?");
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
            : IsMissing(error) && error.SymbolResult is CommandResult { Command: var command } given
            ? $"'{command.Name}' wants {string.Join(" and ", MissingArguments(given).DefaultIfEmpty("an argument more"))}."
            : IsMissing(error) && error.SymbolResult is ArgumentResult { Argument: var argument, Parent: CommandResult { Command: var owner } }
            ? $"'{owner.Name}' wants {argument.Name.ToUpperInvariant()} ({argument.Description})."
            : IsMissing(error) && error.SymbolResult is OptionResult { Option: var option }
                ? $"{option.Name} wants a value{(option.HelpName is { } form ? $": {option.Name} {form}" : "")}."
                : error.Message;

    private static IEnumerable<string> MissingArguments(CommandResult given) => given.Command.Arguments
        .Where(argument => argument.Arity.MinimumNumberOfValues > 0 && given.GetResult(argument) is null or { Tokens.Count: 0 })
        .Select(argument => $"{argument.Name.ToUpperInvariant()} ({argument.Description})")
        .Concat(given.Command.Options.Where(option => option.Required && given.GetResult(option) is null)
            .Select(option => $"{option.Name} {option.HelpName}"));

    private static bool IsMissing(ParseError error) => error.Message.StartsWith("Required", StringComparison.Ordinal);

    /// <summary>The command that was likely meant by one that there is not; null when none is near.</summary>
    private static string? FindNear(ParseResult line)
    {
        var typed = line.UnmatchedTokens[0];
        return line.CommandResult.Command.Subcommands
            .Where(command => !command.Hidden)
            .Select(command => (command.Name, Distance: Misspelling.Distance(typed, command.Name)))
            .Where(found => found.Distance <= Math.Max(1, typed.Length / 3))
            .OrderBy(found => found.Distance)
            .Select(found => found.Name)
            .FirstOrDefault();
    }

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
