using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;

namespace Venn.Cli.Commands.Annotations;

internal static class AnnotationShowCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var id = new Argument<string>("annotation") { Description = "The annotation's id" };
        var at = new AtOption();
        var command = new Command("show", "Show an annotation") { id };
        at.AddTo(command);
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var state = await at.ReadForAsync(run, client, run.Get(id));
            var found = await client.Annotations.At(state).GetAsync(run.Get(id), run.CancellationToken);
            run.Results.WriteObject(
                found,
                [
                    ("id", found.Id), ("type", found.Type), ("label", found.Label), ("item", found.ItemId), ("dataset", found.DatasetId),
                    ("coordinates", found.Coordinates?.ToJsonString()), ("attributes", found.Attributes?.ToJsonString()),
                    ("description", found.Description), ("metadata", found.Metadata?.ToJsonString()),
                    ("created", $"{found.CreatedAt} by {found.Creator}"), ("updated", $"{found.UpdatedAt} by {found.UpdatedBy}"),
                ]);
        });
        return command;
    }
}
