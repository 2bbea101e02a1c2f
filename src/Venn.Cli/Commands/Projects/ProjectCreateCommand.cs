using System.CommandLine;
using Venn.Cli.Hosting;

namespace Venn.Cli.Commands.Projects;

internal static class ProjectCreateCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var name = new Argument<string>("name") { Description = "Its name, which no other project may have" };
        var command = new Command("create", "Create a project; its id is printed") { name };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var project = await client.Projects.CreateAsync(run.Get(name), run.CancellationToken);
            run.Results.WriteObject(project, [("id", project.Id), ("name", project.Name)]);
        });
        return command;
    }
}
