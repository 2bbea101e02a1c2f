using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;
using Venn.Protocol.Entities;

namespace Venn.Cli.Commands.Items;

internal static class ItemShowCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var name = new Argument<string>("item") { Description = "The item's id, or its dataset" };
        var path = new Argument<string?>("path")
        {
            Description = "The item's path, when the dataset was given",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var annotations = new Option<bool>("--annotations") { Description = "List its annotations instead" };
        var at = new AtOption();
        var command = new Command("show", "Show an item, or its annotations") { name, path, annotations };
        at.AddTo(command);
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var (item, state) = await ItemName.ResolveAsync(run, client, run.Get(name), run.Line.GetValue(path), at);
            if (run.Get(annotations))
            {
                run.Results.WriteRows(
                    ["ID", "TYPE", "LABEL", "CREATOR", "COORDINATES"],
                    await client.Annotations.At(state).ListOfItemAsync(item.DatasetId!, item.Id, run.CancellationToken),
                    static annotation =>
                        [annotation.Id, annotation.Type, annotation.Label, annotation.Creator, Brief(annotation)]);
                return;
            }

            run.Results.WriteObject(
                item,
                [
                    ("id", item.Id), ("filename", item.Filename), ("type", item.Type), ("dataset", item.DatasetId),
                    ("annotations", item.AnnotationsCount.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                    ("cloned from", item.SrcItem), ("description", item.Description),
                    ("created", $"{item.CreatedAt} by {item.Creator}"),
                    ("updated", $"{item.UpdatedAt} by {item.UpdatedBy}"),
                    ("system", item.Metadata?["system"]?.ToJsonString()),
                    ("user", item.Metadata?["user"]?.ToJsonString()),
                ]);
        });
        return command;
    }

    private static string Brief(Annotation annotation)
    {
        const int lengthMax = 80;
        var text = annotation.Coordinates?.ToJsonString() ?? "";
        return text.Length > lengthMax ? text[..lengthMax] + "…" : text;
    }
}
