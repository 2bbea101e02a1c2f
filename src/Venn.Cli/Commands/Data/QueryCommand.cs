using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Venn.Cli.Commands.Items;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;

namespace Venn.Cli.Commands.Data;

internal static class QueryCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var dql = new Argument<string?>("dql")
        {
            Description = "A query in DQL: JSON, a file as @FILE, or '-' for stdin",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var sort = new Option<string?>("--sort", "-s")
        {
            Description = "Sort by this field; -FIELD for descending",
            HelpName = "FIELD",
        };
        var count = new Option<bool>("--count", "-c") { Description = "Print only how many there are" };
        var explain = new Option<bool>("--explain")
        {
            Description = "Show how it is answered instead: rows, segments, bodies read and time of each step",
        };
        var limit = new Option<int>("--limit", "-n")
        {
            Description = "At most so many",
            HelpName = "N",
            DefaultValueFactory = static _ => ItemRows.DefaultLimit,
        };
        var filter = new FilterOptions();
        var at = new AtOption();
        var command = new Command("query", "Find items by their fields and annotations")
        {
            dataset, dql, sort, count, limit, explain,
        };
        filter.AddTo(command);
        at.AddTo(command);
        runtime.Handle(command, async run =>
        {
            var query = await filter.ReadAsync(run, run.Line.GetValue(dql));
            if (run.Get(sort) is { } field)
            {
                query = field.StartsWith('-') ? query.OrderBy(field[1..], descending: true) : query.OrderBy(field);
            }

            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            var items = client.Items.At(await filter.ReadStateAsync(run, client, found.Id, at));
            if (run.Get(explain))
            {
                var rows = run.Get(count) ? 0 : Math.Min(run.Get(limit), ItemRows.DefaultLimit);
                PlanRows.Write(run, await items.ExplainAsync(found.Id, query, rows, run.CancellationToken));
                return;
            }

            if (!run.Get(count))
            {
                await ItemRows.WriteAsync(run, items, found.Id, query, run.Get(limit));
                return;
            }

            var number = await items.CountAsync(found.Id, query, run.CancellationToken);
            if (run.Results.IsJson)
            {
                run.Results.WriteJson(new JsonObject { ["count"] = number });
            }
            else
            {
                run.Results.WriteLine(number.ToString(CultureInfo.InvariantCulture));
            }
        });
        return command;
    }
}
