using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;
using Venn.Protocol.Requests;

namespace Venn.Cli.Commands.Versions.Undoing;

internal static class CherryPickCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = "Where to do it: " + DatasetName.Help };
        var commit = new Argument<string>("commit") { Description = "The commit's id; or its number, with --from" };
        var from = new Option<string?>("--from") { Description = "The dataset whose commit it is", HelpName = "DATASET" };
        var policy = PolicyOption.Create("fail|ours|theirs|latest", "What both changed: fail (default), or whose is taken");
        var message = new Option<string?>("--message", "-m") { Description = "Why", HelpName = "TEXT" };
        var command = new Command("cherry-pick", "Do in a dataset what one commit did in another of its family")
        {
            dataset, commit, from, policy, message,
        };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            var source = run.Get(from) is { } name ? await DatasetName.ResolveAsync(client, name, run.CancellationToken) : null;
            if (source is null && !DatasetName.IsId(run.Get(commit)))
            {
                throw new CliException(ExitCodes.BadUsage, $"'{run.Get(commit)}' is no commit's id: say whose it is by --from DATASET.");
            }

            var id = source is null
                ? run.Get(commit)
                : await StateName.ResolveAsync(client, source.Id, run.Get(commit), run.CancellationToken);
            var result = await client.History.CherryPickAsync(
                found.Id, new UndoRequest { CommitId = id, Policy = run.Get(policy), Message = run.Get(message) },
                run.CancellationToken);
            UndoOutput.Write(run, result, $"Commit {id} is done in '{found.Name}' too.");
        });
        return command;
    }
}
