using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Cli.Selection;

namespace Venn.Cli.Commands.Versions;

internal static class ArchiveImportCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var file = new Argument<string>("file") { Description = "A ZIP that 'venn archive export' wrote" };
        var name = new Argument<string>("name") { Description = "The new dataset, as PROJECT/NAME" };
        var command = new Command("import", "Make a dataset of such a file: checked whole, and its digest with it") { file, name };
        runtime.Handle(command, async run =>
        {
            var slash = run.Get(name).IndexOf('/');
            if (slash <= 0)
            {
                throw new CliException(ExitCodes.BadUsage, $"'{run.Get(name)}': name the project too, as PROJECT/{run.Get(name)}.");
            }

            await using var stream = File.OpenRead(run.FullPath(run.Get(file)));
            var client = await run.ConnectAsync();
            var project = await DatasetName.ResolveProjectAsync(client, run.Get(name)[..slash], run.CancellationToken);
            var made = await client.History.UploadArchiveAsync(
                project.Id, run.Get(name)[(slash + 1)..], stream, cancellationToken: run.CancellationToken);
            run.Notes.Say(
                $"'{made.Name}' has {Quantities.Count(made.ItemsCount, "item")} and "
                + $"{Quantities.Count(made.AnnotationsCount, "annotation")}; its digest is the archive's.");
            run.Results.WriteObject(made, [("id", made.Id), ("name", made.Name)]);
        });
        return command;
    }
}
