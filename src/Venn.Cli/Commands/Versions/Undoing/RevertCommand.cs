using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;
using Venn.Protocol.Requests;

namespace Venn.Cli.Commands.Versions.Undoing;

internal static class RevertCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var commit = new Argument<string>("commit") { Description = "The commit to undo: its number or id" };
        var policy = PolicyOption.Create("fail|ours|theirs|latest", "What was changed since: fail (default), keep ours, or undo it too");
        var message = new Option<string?>("--message", "-m") { Description = "Why", HelpName = "TEXT" };
        var command = new Command("revert", "Undo what one commit did, by a new commit, whatever came after it")
        {
            dataset, commit, policy, message,
        };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            var id = await StateName.ResolveAsync(client, found.Id, run.Get(commit), run.CancellationToken);
            var result = await client.History.RevertAsync(
                found.Id, id, new UndoRequest { Policy = run.Get(policy), Message = run.Get(message) }, run.CancellationToken);
            UndoOutput.Write(run, result, $"Commit {run.Get(commit)} of '{found.Name}' is undone.");
        });
        return command;
    }
}
