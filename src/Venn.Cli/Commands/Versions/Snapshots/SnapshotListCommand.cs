using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;
using Venn.Protocol.Versions;

namespace Venn.Cli.Commands.Versions.Snapshots;

internal static class SnapshotListCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var command = new Command("list", "List a dataset's snapshots, newest first") { dataset };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            var snapshots = new List<Snapshot>();
            await foreach (var snapshot in client.Versions.ListSnapshotsAsync(found.Id, run.CancellationToken))
            {
                snapshots.Add(snapshot);
            }

            run.Results.WriteRows(
                ["ID", "NAME", "COMMIT", "AUTHOR", "TAKEN", "MESSAGE"], snapshots,
                s => [s.Id, s.Name, s.CommitId, s.Author, s.CreatedAt, s.Message]);
        });
        return command;
    }
}
