using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;

namespace Venn.Cli.Commands.Datasets;

internal static class DatasetCreateCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var name = new Argument<string>("name")
        {
            Description = "Its name, which no other dataset of the project may have",
        };
        var project = new Option<string>("--project", "-p")
        {
            Description = "The project: its name or id",
            HelpName = "P",
            Required = true,
        };
        var command = new Command("create", "Create an empty dataset; its id is printed") { name, project };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var owner = await DatasetName.ResolveProjectAsync(client, run.Get(project)!, run.CancellationToken);
            var dataset = await client.Datasets.CreateAsync(owner.Id, run.Get(name), run.CancellationToken);
            run.Results.WriteObject(dataset, [("id", dataset.Id), ("name", dataset.Name), ("project", owner.Name)]);
        });
        return command;
    }
}
