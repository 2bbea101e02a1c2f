using System.CommandLine;
using Venn.Cli.Hosting;

namespace Venn.Cli.Commands.Projects;

internal static class ProjectListCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var command = new Command("list", "List the projects of which you are a member");
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var projects = await client.Projects.ListAsync(run.CancellationToken);
            run.Results.WriteRows(
                ["ID", "NAME", "ROLE", "CREATOR", "CREATED"], projects,
                project => [project.Id, project.Name, project.Role, project.Creator, project.CreatedAt]);
        });
        return command;
    }
}
