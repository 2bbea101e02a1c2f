using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;

namespace Venn.Cli.Commands.Items;

internal static class ItemListCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var limit = new Option<int>("--limit", "-n")
        {
            Description = "At most so many",
            HelpName = "N",
            DefaultValueFactory = static _ => ItemRows.DefaultLimit,
        };
        var filter = new FilterOptions();
        var at = new AtOption();
        var command = new Command("list", "List a dataset's items") { dataset, limit };
        filter.AddTo(command);
        at.AddTo(command);
        runtime.Handle(command, async run =>
        {
            var query = await filter.ReadAsync(run);
            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            await ItemRows.WriteAsync(run, client.Items.At(await filter.ReadStateAsync(run, client, found.Id, at)), found.Id, query, run.Get(limit));
        });
        return command;
    }
}
