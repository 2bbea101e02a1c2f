using System.CommandLine;
using Venn.Cli.Hosting;

namespace Venn.Cli.Commands.Completion;

/// <summary>Prints what a shell is told so that it completes commands and options.</summary>
internal static class CompletionCommand
{
    private static readonly string[] Shells = ["bash", "zsh", "fish"];

    public static Command Create(CliRuntime runtime)
    {
        var shell = new Argument<string>("shell") { Description = string.Join(", ", Shells), HelpName = string.Join('|', Shells) };
        shell.AcceptOnlyFromAmong(Shells);
        var command = new Command(
            "completion", "Print a script that makes a shell complete commands and options: source <(venn completion bash)")
        {
            shell,
        };
        runtime.Handle(command, run =>
        {
            run.Results.WriteLine(CompletionScripts.Of(run.Get(shell)));
            return Task.CompletedTask;
        });
        return command;
    }
}
