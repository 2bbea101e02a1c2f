using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;

namespace Venn.Cli.Commands.Versions;

internal static class GraphCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var command = new Command("graph", "Show the datasets that one came from, and those made from it") { dataset };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            var graph = await client.History.ReadGraphAsync(found.Id, run.CancellationToken);
            if (run.Results.IsJson)
            {
                run.Results.WriteObject(graph, []);
                return;
            }

            var names = graph.Nodes.ToDictionary(n => n.Id, n => n.Name is null ? n.Id : n.Deleted ? n.Name + " (deleted)" : n.Name);
            string? NameOf(string? id) => id is not null && names.TryGetValue(id, out var name) ? name : id;
            run.Results.WriteRows(
                ["FROM", "OPERATION", "TO", "WHEN", "AUTHOR", "FROM COMMIT", "TO COMMIT"], graph.Edges,
                edge =>
                [
                    NameOf(edge.From.DatasetId), edge.Operation, NameOf(edge.To.DatasetId), edge.CreatedAt, edge.Author,
                    edge.From.CommitId, edge.To.CommitId,
                ]);
        });
        return command;
    }
}
