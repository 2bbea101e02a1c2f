using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;
using Venn.Protocol.Slices;

namespace Venn.Cli.Commands.Slices;

internal static class SliceListCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var command = new Command("list", "List a dataset's saved slices") { dataset };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            var slices = new List<Slice>();
            await foreach (var slice in client.Slices.ListAsync(found.Id, run.CancellationToken))
            {
                slices.Add(slice);
            }

            SliceRows.Write(run, slices);
        });
        return command;
    }
}
