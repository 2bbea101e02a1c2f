using System.CommandLine;
using System.Text.Json;
using Venn.Cli.Commands.Items;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;
using Venn.Protocol.Json;
using Venn.Protocol.Requests;

namespace Venn.Cli.Commands.Versions.Undoing;

internal static class RestoreCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var state = new Argument<string>("ref") { Description = StateName.Help };
        var items = new Argument<string[]>("items")
        {
            Description = "The items, by id or path; a directory with all below it. Or give a filter",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var message = new Option<string?>("--message", "-m") { Description = "Why", HelpName = "TEXT" };
        var filter = new FilterOptions();
        var command = new Command("restore", "Put items, deleted or edited, back as an earlier state has them")
        {
            dataset, state, items, message,
        };
        filter.AddTo(command, withSlice: false);
        runtime.Handle(command, async run =>
        {
            var names = run.Line.GetValue(items) ?? [];
            if (names.Length > 0 == filter.IsGiven(run))
            {
                throw new CliException(ExitCodes.BadUsage, "Say which items: by ids and paths, or by a filter (--where, --label, --query).");
            }

            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            var reference = await StateName.ResolveAsync(client, found.Id, run.Get(state), run.CancellationToken);
            var ids = new List<string>();
            foreach (var name in names)
            {
                ids.Add(DatasetName.IsId(name)
                    ? name
                    : (await ItemName.FindAsync(client.Items.At(reference), found, name, run.CancellationToken)).Id);
            }

            var query = ids.Count > 0 ? null : (await filter.ReadAsync(run)).ToBody();
            var result = await client.History.RestoreAsync(
                found.Id,
                new RestoreRequest
                {
                    Ref = reference,
                    Items = ids.Count > 0 ? ids : null,
                    Filter = query is null ? null : JsonSerializer.SerializeToNode(query, ProtocolJson.Default.QueryBody)!.AsObject(),
                    Message = run.Get(message),
                },
                run.CancellationToken);
            UndoOutput.Write(run, result, $"Restored in '{found.Name}' as of {run.Get(state)}.");
        });
        return command;
    }
}
