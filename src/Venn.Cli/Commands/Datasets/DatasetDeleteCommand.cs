using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;

namespace Venn.Cli.Commands.Datasets;

internal static class DatasetDeleteCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var name = new Argument<string>("dataset") { Description = DatasetName.Help };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var command = new Command("delete", "Delete a dataset; its clones are not harmed") { name, yes };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var dataset = await DatasetName.ResolveAsync(client, run.Get(name), run.CancellationToken);
            run.Notes.Confirm($"Delete dataset '{dataset.Name}' with {dataset.ItemsCount} items?", run.Get(yes));
            await client.Datasets.DeleteAsync(dataset.Id, run.CancellationToken);
            run.Notes.Say($"Dataset '{dataset.Name}' is deleted.");
        });
        return command;
    }
}
