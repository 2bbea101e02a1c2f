using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;

namespace Venn.Cli.Commands.Projects;

internal static class ProjectDeleteCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var name = new Argument<string>("project") { Description = "The project: its name or id" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var command = new Command("delete", "Delete a project with all its datasets") { name, yes };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var project = await DatasetName.ResolveProjectAsync(client, run.Get(name), run.CancellationToken);
            run.Notes.Confirm($"Delete project '{project.Name}' with all its datasets?", run.Get(yes));
            await client.Projects.DeleteAsync(project.Id, run.CancellationToken);
            run.Notes.Say($"Project '{project.Name}' is deleted.");
        });
        return command;
    }
}
