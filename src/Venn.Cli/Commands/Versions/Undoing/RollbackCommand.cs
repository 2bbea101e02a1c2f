using System.CommandLine;
using System.Text.Json.Nodes;
using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Cli.Selection;
using Venn.Protocol.Requests;

namespace Venn.Cli.Commands.Versions.Undoing;

internal static class RollbackCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var state = new Argument<string>("ref") { Description = StateName.Help };
        var message = new Option<string?>("--message", "-m") { Description = "Why", HelpName = "TEXT" };
        var command = new Command("rollback", "Return a dataset to an earlier state, by a new commit: nothing is lost")
        {
            dataset, state, message,
        };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            var reference = await StateName.ResolveAsync(client, found.Id, run.Get(state), run.CancellationToken);
            var done = await client.Versions.RollBackAsync(
                found.Id, new RollbackRequest { Ref = reference, Message = run.Get(message) },
                new CommandProgress(run.Environment, "Rolling back"), run.CancellationToken);
            run.Notes.Say($"'{found.Name}' is as it was at {run.Get(state)}.");
            var commit = done.Spec?["commit"];
            if (run.Results.IsJson)
            {
                run.Results.WriteJson(new JsonObject { ["commit"] = commit?.DeepClone() });
            }
            else
            {
                run.Results.WriteLine((commit as JsonObject)?["id"]?.ToString() ?? commit?.ToString() ?? "");
            }
        });
        return command;
    }
}
