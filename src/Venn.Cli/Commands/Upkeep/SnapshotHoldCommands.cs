using System.CommandLine;
using Venn.Cli.Commands.Versions.Snapshots;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;
using Venn.Client;
using Venn.Protocol.Requests;

namespace Venn.Cli.Commands.Upkeep;

/// <summary><c>snapshot hold</c>, <c>snapshot release</c>, <c>snapshot delete</c>.</summary>
internal static class SnapshotHoldCommands
{
    public static Command CreateHold(CliRuntime runtime)
    {
        var (dataset, name) = Arguments();
        var reason = new Option<string>("--reason", "-m") { Description = "Why", HelpName = "TEXT", Required = true };
        var until = new Option<string?>("--until")
        {
            Description = "Until when, like 2027-01-31T00:00:00Z; until it is released when not given", HelpName = "TIME",
        };
        var command = new Command("hold", "Hold a snapshot: it cannot be deleted, nor its dataset") { dataset, name, reason, until };
        runtime.Handle(command, async run =>
        {
            var (client, datasetId, id) = await FindAsync(run, run.Get(dataset), run.Get(name));
            var held = await client.Upkeep.HoldAsync(
                datasetId, id, new HoldRequest { Reason = run.Get(reason)!, Until = run.Get(until) }, run.CancellationToken);
            run.Results.WriteObject(held, SnapshotFields.Of(held));
        });
        return command;
    }

    public static Command CreateRelease(CliRuntime runtime)
    {
        var (dataset, name) = Arguments();
        var command = new Command("release", "Lift a snapshot's hold, for the project's owner") { dataset, name };
        runtime.Handle(command, async run =>
        {
            var (client, datasetId, id) = await FindAsync(run, run.Get(dataset), run.Get(name));
            var released = await client.Upkeep.ReleaseAsync(datasetId, id, run.CancellationToken);
            run.Results.WriteObject(released, SnapshotFields.Of(released));
        });
        return command;
    }

    public static Command CreateDelete(CliRuntime runtime)
    {
        var (dataset, name) = Arguments();
        var command = new Command("delete", "Delete a snapshot; its commit stays as long as the rule of retention says")
        {
            dataset, name,
        };
        runtime.Handle(command, async run =>
        {
            var (client, datasetId, id) = await FindAsync(run, run.Get(dataset), run.Get(name));
            await client.Upkeep.DeleteSnapshotAsync(datasetId, id, run.CancellationToken);
            run.Notes.Say($"Snapshot '{run.Get(name)}' is deleted.");
        });
        return command;
    }

    private static (Argument<string> Dataset, Argument<string> Name) Arguments() => (
        new Argument<string>("dataset") { Description = DatasetName.Help },
        new Argument<string>("snapshot") { Description = "The snapshot's name or id" });

    private static async Task<(VennClient Client, string DatasetId, string Id)> FindAsync(Invocation run, string dataset, string name)
    {
        var client = await run.ConnectAsync();
        var found = await DatasetName.ResolveAsync(client, dataset, run.CancellationToken);
        return (client, found.Id, await StateName.ResolveAsync(client, found.Id, name, run.CancellationToken));
    }
}
