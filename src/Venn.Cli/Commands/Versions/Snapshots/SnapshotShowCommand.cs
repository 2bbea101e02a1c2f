using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Cli.Selection;

namespace Venn.Cli.Commands.Versions.Snapshots;

internal static class SnapshotShowCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var name = new Argument<string>("snapshot") { Description = "The snapshot's name or id" };
        var digest = new Option<bool>("--digest")
        {
            Description = "Compute its digest first, if it has none: reads the whole state once",
        };
        var command = new Command("show", "Show a snapshot") { dataset, name, digest };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            var id = await StateName.ResolveAsync(client, found.Id, run.Get(name), run.CancellationToken);
            var snapshot = await client.Versions.GetSnapshotAsync(found.Id, id, run.CancellationToken);
            if (run.Get(digest) && snapshot.Digest is null)
            {
                snapshot = await client.Versions.ComputeDigestAsync(
                    found.Id, id, new CommandProgress(run.Environment, "Computing the digest"), run.CancellationToken);
            }

            run.Results.WriteObject(snapshot, SnapshotFields.Of(snapshot));
        });
        return command;
    }
}
