using System.CommandLine;
using System.Globalization;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;

namespace Venn.Cli.Commands.Datasets;

internal static class DatasetShowCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var name = new Argument<string>("dataset") { Description = DatasetName.Help };
        var command = new Command("show", "Show a dataset: its counts, its source, its authors") { name };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var dataset = await DatasetName.ResolveAsync(client, run.Get(name), run.CancellationToken);
            run.Results.WriteObject(
                dataset,
                [
                    ("id", dataset.Id), ("name", dataset.Name),
                    ("project", dataset.Projects.Count > 0 ? dataset.Projects[0] : null),
                    ("items", dataset.ItemsCount.ToString(CultureInfo.InvariantCulture)),
                    ("annotated", dataset.Annotated.ToString(CultureInfo.InvariantCulture)),
                    ("annotations", dataset.AnnotationsCount.ToString(CultureInfo.InvariantCulture)),
                    ("cloned from", dataset.SrcDataset), ("created", $"{dataset.CreatedAt} by {dataset.Creator}"),
                    ("updated", $"{dataset.UpdatedAt} by {dataset.UpdatedBy}"),
                ]);
        });
        return command;
    }
}
