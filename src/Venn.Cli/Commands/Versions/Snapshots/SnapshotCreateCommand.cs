using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Cli.Selection;
using Venn.Protocol.Requests;

namespace Venn.Cli.Commands.Versions.Snapshots;

internal static class SnapshotCreateCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var name = new Argument<string>("name")
        {
            Description = "The snapshot's name, which no other of the dataset may have",
        };
        var message = new Option<string?>("--message", "-m") { Description = "Why it is taken", HelpName = "TEXT" };
        var state = new Option<string?>("--ref")
        {
            Description = "The state to name (default: head)",
            HelpName = "REF",
        };
        var digest = new Option<bool>("--digest")
        {
            Description = "Compute its digest too: reads the whole state once",
        };
        var command = new Command("create", "Name a dataset's state for good")
        {
            dataset, name, message, state, digest,
        };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            var reference = run.Get(state) is { } wanted
                ? await StateName.ResolveAsync(client, found.Id, wanted, run.CancellationToken)
                : null;
            var snapshot = await client.Versions.TakeSnapshotAsync(
                found.Id, new SnapshotRequest { Name = run.Get(name), Message = run.Get(message), Ref = reference },
                run.CancellationToken);
            if (run.Get(digest))
            {
                snapshot = await client.Versions.ComputeDigestAsync(
                    found.Id, snapshot.Id, new CommandProgress(run.Environment, "Computing the digest"), run.CancellationToken);
            }

            run.Results.WriteObject(snapshot, SnapshotFields.Of(snapshot));
        });
        return command;
    }
}
