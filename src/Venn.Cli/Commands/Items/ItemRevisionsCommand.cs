using System.CommandLine;
using System.Globalization;
using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Cli.Selection;

namespace Venn.Cli.Commands.Items;

internal static class ItemRevisionsCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var name = new Argument<string>("item") { Description = "The item's id, or its dataset" };
        var path = new Argument<string?>("path")
        {
            Description = "The item's path, when the dataset was given",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var at = new AtOption();
        var command = new Command("revisions", "List the files an item has had, newest first") { name, path };
        at.AddTo(command);
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var (item, state) = await ItemName.ResolveAsync(run, client, run.Get(name), run.Line.GetValue(path), at);
            var revisions = await client.Items.At(state).ListRevisionsAsync(item.Id, run.CancellationToken)
                .ToListAsync(run.CancellationToken);
            run.Results.WriteRows(
                ["VERSION", "ID", "CREATED", "BY", "SIZE", "TYPE", "FILENAME", "CURRENT"], revisions,
                static revision =>
                [
                    revision.Version.ToString(CultureInfo.InvariantCulture), revision.Id, revision.CreatedAt, revision.Creator,
                    Quantities.Bytes(revision.Size), revision.Mimetype, revision.Filename, revision.Current ? "yes" : "",
                ]);
        });
        return command;
    }
}
