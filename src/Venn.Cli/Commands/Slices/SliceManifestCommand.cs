using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;

namespace Venn.Cli.Commands.Slices;

internal static class SliceManifestCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var name = new Argument<string>("name") { Description = "The slice's name or id" };
        var output = new Option<string?>("--output", "-o") { Description = "The file to write (default: stdout)", HelpName = "FILE" };
        var force = new Option<bool>("--force", "-f") { Description = "Write over a file that is there" };
        var command = new Command(
            "manifest", "Write what a slice holds as NDJSON: commit and digest, then every file with its hash. What a model was trained on")
        {
            dataset, name, output, force,
        };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            if (run.Get(output) is not { } file)
            {
                await using var stdout = run.Environment.OpenOut();
                await client.Slices.WriteManifestAsync(found.Id, run.Get(name), stdout, run.CancellationToken);
                return;
            }

            var target = run.FullPath(file);
            if (File.Exists(target) && !run.Get(force))
            {
                throw new CliException(ExitCodes.BadUsage, $"{target} is there already: give --force to write over it.");
            }

            var partial = target + ".part";
            try
            {
                await using (var stream = File.Create(partial))
                {
                    await client.Slices.WriteManifestAsync(found.Id, run.Get(name), stream, run.CancellationToken);
                }

                File.Move(partial, target, overwrite: true);
            }
            catch
            {
                File.Delete(partial);
                throw;
            }

            run.Notes.Say($"The manifest of '{run.Get(name)}' is in {target}.");
        });
        return command;
    }
}
