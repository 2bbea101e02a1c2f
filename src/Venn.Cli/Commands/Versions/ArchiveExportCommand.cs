using System.CommandLine;
using System.Text.Json.Nodes;
using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Cli.Selection;

namespace Venn.Cli.Commands.Versions;

internal static class ArchiveExportCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var file = new Argument<string>("file") { Description = "The ZIP to write" };
        var state = new Option<string?>("--ref", "--at") { Description = "The state to write (default: head)", HelpName = "REF" };
        var noFiles = new Option<bool>("--no-files") { Description = "The hashes alone, for a store that has the files" };
        var force = new Option<bool>("--force", "-f") { Description = "Write over a file that is there" };
        var command = new Command("export", "Write a state to a file that stands on its own, with its digest")
        {
            dataset, file, state, noFiles, force,
        };
        runtime.Handle(command, async run =>
        {
            var target = run.FullPath(run.Get(file));
            if (File.Exists(target) && !run.Get(force))
            {
                throw new CliException(ExitCodes.BadUsage, $"{target} is there already: give --force to write over it.");
            }

            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            var reference = run.Get(state) is { } name
                ? await StateName.ResolveAsync(client, found.Id, name, run.CancellationToken)
                : null;
            var partial = target + ".part";
            long size;
            try
            {
                await using (var stream = File.Create(partial))
                {
                    await client.History.DownloadArchiveAsync(
                        found.Id, stream, reference, !run.Get(noFiles), run.CancellationToken);
                    size = stream.Length;
                }

                File.Move(partial, target, overwrite: true);
            }
            catch
            {
                File.Delete(partial);
                throw;
            }

            run.Notes.Say($"'{found.Name}' is in {target}: {Quantities.Bytes(size)}.");
            if (run.Results.IsJson)
            {
                run.Results.WriteJson(new JsonObject { ["datasetId"] = found.Id, ["file"] = target, ["sizeBytes"] = size });
            }
            else
            {
                run.Results.WriteLine(target);
            }
        });
        return command;
    }
}
