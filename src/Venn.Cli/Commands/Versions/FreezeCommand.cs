using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;

namespace Venn.Cli.Commands.Versions;

internal static class FreezeCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var reason = new Argument<string>("reason") { Description = "Why: told to whoever tries to write" };
        var command = new Command("freeze", "Refuse all writes to a dataset from now on") { dataset, reason };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            var state = await client.History.FreezeAsync(found.Id, run.Get(reason), run.CancellationToken);
            run.Notes.Say($"'{found.Name}' is frozen; 'venn unfreeze' ends it.");
            run.Results.WriteObject(state, [("dataset", state.DatasetId), ("reason", state.Reason), ("by", state.By), ("at", state.At)]);
        });
        return command;
    }

    public static Command CreateEnd(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var command = new Command("unfreeze", "Let a dataset be written again") { dataset };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            var state = await client.History.UnfreezeAsync(found.Id, run.CancellationToken);
            run.Notes.Say($"'{found.Name}' can be written again.");
            run.Results.WriteObject(state, [("dataset", state.DatasetId)]);
        });
        return command;
    }
}
