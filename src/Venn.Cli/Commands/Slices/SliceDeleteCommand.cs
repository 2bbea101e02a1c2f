using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;

namespace Venn.Cli.Commands.Slices;

internal static class SliceDeleteCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var name = new Argument<string>("name") { Description = "The slice's name or id" };
        var command = new Command("delete", "Forget a saved slice; the items stay") { dataset, name };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            await client.Slices.DeleteAsync(found.Id, run.Get(name), run.CancellationToken);
            run.Notes.Say($"The slice '{run.Get(name)}' is forgotten.");
        });
        return command;
    }
}
