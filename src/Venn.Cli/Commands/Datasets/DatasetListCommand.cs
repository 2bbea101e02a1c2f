using System.CommandLine;
using System.Globalization;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;
using Venn.Protocol.Entities;

namespace Venn.Cli.Commands.Datasets;

internal static class DatasetListCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var project = new Option<string?>("--project", "-p")
        {
            Description = "Only this project's: its name or id",
            HelpName = "P",
        };
        var command = new Command("list", "List datasets") { project };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var names = (await client.Projects.ListAsync(run.CancellationToken)).ToDictionary(p => p.Id, p => p.Name);
            var projectId = run.Get(project) is { } name
                ? (await DatasetName.ResolveProjectAsync(client, name, run.CancellationToken)).Id
                : null;
            var datasets = new List<Dataset>();
            await foreach (var dataset in client.Datasets.ListAsync(
                projectId, cancellationToken: run.CancellationToken))
            {
                datasets.Add(dataset);
            }

            run.Results.WriteRows(
                ["ID", "PROJECT", "NAME", "ITEMS", "ANNOTATIONS", "CREATED"], datasets,
                dataset =>
                [
                    dataset.Id,
                    dataset.Projects.Count > 0 ? names.GetValueOrDefault(dataset.Projects[0]) : null,
                    dataset.Name,
                    dataset.ItemsCount.ToString(CultureInfo.InvariantCulture),
                    dataset.AnnotationsCount.ToString(CultureInfo.InvariantCulture), dataset.CreatedAt,
                ]);
        });
        return command;
    }
}
