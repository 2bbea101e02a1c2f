using System.CommandLine;
using Venn.Cli.Commands.Items;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;
using Venn.Client.Queries;
using Venn.Protocol.Entities;

namespace Venn.Cli.Commands.Annotations;

internal static class AnnotationListCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var path = new Argument<string?>("item")
        {
            Description = "The path of an item, for its annotations alone", Arity = ArgumentArity.ZeroOrOne,
        };
        var where = new Option<string[]>("--where", "-w")
        {
            Description = "Annotations whose field has a value: label=car, type=box, box.area>1000, metadata.system.status=approved (repeat for and)",
            HelpName = "FIELD=VALUE",
            DefaultValueFactory = static _ => [],
        };
        var limit = new Option<int>("--limit", "-n")
        {
            Description = "At most so many", HelpName = "N", DefaultValueFactory = static _ => ItemRows.DefaultLimit,
        };
        var at = new AtOption();
        var command = new Command("list", "List annotations of a dataset, or of one of its items") { dataset, path, where, limit };
        at.AddTo(command);
        runtime.Handle(command, async run =>
        {
            var query = run.Get(where)!.Select(Condition.Parse)
                .Aggregate(Query.All, static (query, condition) => query.Where(condition.Field, condition.Value));
            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            var state = await at.ReadAsync(run, client, found.Id);
            if (run.Line.GetValue(path) is { } name)
            {
                var item = await ItemName.FindAsync(client.Items.At(state), found, name, run.CancellationToken);
                query = query.Where("itemId", item.Id);
            }

            var annotations = new List<Annotation>();
            var more = false;
            await foreach (var annotation in client.Annotations.At(state).ListAsync(found.Id, query, run.CancellationToken))
            {
                if (annotations.Count == run.Get(limit))
                {
                    more = true;
                    break;
                }

                annotations.Add(annotation);
            }

            AnnotationRows.Write(run, annotations);
            if (more)
            {
                run.Notes.Say($"There are more than {run.Get(limit)}: give --limit N for more of them.");
            }
        });
        return command;
    }
}
