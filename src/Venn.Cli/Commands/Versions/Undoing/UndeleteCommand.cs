using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;
using Venn.Client;

namespace Venn.Cli.Commands.Versions.Undoing;

internal static class UndeleteCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var name = new Argument<string>("dataset") { Description = "The deleted dataset: PROJECT/NAME or its id" };
        var command = new Command("undelete", "Bring a deleted dataset back, with all of its history") { name };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var id = DatasetName.IsId(run.Get(name)) ? run.Get(name) : await FindAsync(run, client, run.Get(name));
            var back = await client.History.UndeleteAsync(id, run.CancellationToken);
            run.Notes.Say($"'{back.Name}' is back, with {back.ItemsCount} items.");
            run.Results.WriteObject(back, [("id", back.Id), ("name", back.Name)]);
        });
        return command;
    }

    private static async Task<string> FindAsync(Invocation run, VennClient client, string name)
    {
        var slash = name.IndexOf('/');
        if (slash <= 0)
        {
            throw new CliException(ExitCodes.BadUsage, $"'{name}': name the project too, as PROJECT/{name}, or give the dataset's id.");
        }

        var project = await DatasetName.ResolveProjectAsync(client, name[..slash], run.CancellationToken);
        var found = await client.History.ListDeletedAsync(project.Id, run.CancellationToken)
            .Where(d => d.Name == name[(slash + 1)..]).ToListAsync(run.CancellationToken);
        return found.Count switch
        {
            1 => found[0].Id,
            0 => throw new CliException(ExitCodes.NotFound, $"Project '{project.Name}' has no deleted dataset '{name[(slash + 1)..]}'."),
            _ => throw new CliException(ExitCodes.BadUsage,
                $"{found.Count} deleted datasets had that name: give the id, the newest last: {string.Join(", ", found.Select(d => d.Id))}."),
        };
    }
}
