using System.CommandLine;
using System.Diagnostics;
using Venn.Cli.Hosting;
using Venn.Cli.Import;
using Venn.Cli.Output;
using Venn.Cli.Selection;
using Venn.Client;
using Venn.Protocol.Entities;

namespace Venn.Cli.Commands.Data;

internal static class ImportCommand
{
    private const int DefaultParallelism = 8;
    private const int ParallelismMax = 64;

    public static Command Create(CliRuntime runtime)
    {
        var folder = new Argument<string>("folder")
        {
            Description = "The files; with 'items' and 'json' below it, files and annotations",
        };
        var project = new Option<string>("--project", "-p")
        {
            Description = "The project: its name (made if it is not there) or id",
            HelpName = "P",
            Required = true,
        };
        var dataset = new Option<string>("--dataset", "-d")
        {
            Description = "The dataset: its name (made if it is not there) or id",
            HelpName = "D",
            Required = true,
        };
        var annotations = new Option<string?>("--annotations")
        {
            Description = "The folder with annotation files in Dataloop's JSON, by the same relative paths",
            HelpName = "FOLDER",
        };
        var directory = new Option<string?>("--directory")
        {
            Description = "Put every path below this directory",
            HelpName = "DIR",
        };
        var parallel = new Option<int>("--parallel")
        {
            Description = "Uploads at once",
            HelpName = "N",
            DefaultValueFactory = static _ => DefaultParallelism,
        };
        var command = new Command("import", "Upload a folder of files, and annotations beside them; may be run again")
        {
            folder, project, dataset, annotations, directory, parallel,
        };
        runtime.Handle(command, async run =>
        {
            var scan = FolderScan.Of(
                run.FullPath(run.Get(folder)), run.Get(annotations) is { } other ? run.FullPath(other) : null);
            if (scan.Files.Count == 0)
            {
                throw new CliException(ExitCodes.BadUsage, $"{run.Get(folder)} holds no files: nothing to import.");
            }

            if (run.Get(parallel) is < 1 or > ParallelismMax)
            {
                throw new CliException(
                    ExitCodes.BadUsage, $"--parallel is {run.Get(parallel)}; give 1 to {ParallelismMax}.");
            }

            var matching = await AnnotationMatching.OfAsync(scan, run.CancellationToken);
            var client = await run.ConnectAsync();
            var owner = await FindOrCreateProjectAsync(run, client, run.Get(project)!);
            var target = await FindOrCreateDatasetAsync(run, client, owner, run.Get(dataset)!);
            var report = new ImportReport { Unmatched = matching.Unmatched };
            var importer = new Importer(client, target, Prefix(run.Get(directory)), report);
            var started = Stopwatch.GetTimestamp();
            await ProgressDisplay.RunAsync(
                run.Environment, "Importing", scan.Files.Sum(file => file.SizeBytes),
                display => importer.RunAsync(
                    scan.Files, matching.ByFile, run.Get(parallel), file => display.Advance(file.SizeBytes),
                    run.CancellationToken));
            Tell(run, scan, matching, report, Stopwatch.GetElapsedTime(started));
            if (run.Results.IsJson)
            {
                run.Results.WriteJson(report.ToJson(owner.Id, target.Id));
            }
            else
            {
                run.Results.WriteLine(target.Id);
            }

            return report.IsComplete ? ExitCodes.Done : ExitCodes.Incomplete;
        });
        return command;
    }

    private static void Tell(
        Invocation run, FolderScan scan, AnnotationMatching matching, ImportReport report, TimeSpan elapsed)
    {
        var notes = run.Notes;
        var size = scan.Files.Sum(file => file.SizeBytes);
        notes.Say(
            $"{Quantities.Count(scan.Files.Count, "file")} ({Quantities.Bytes(size)}) in "
            + $"{Quantities.Duration(elapsed)}: "
            + $"{report.Uploaded} uploaded, {report.Replaced} replaced, {report.Unchanged} unchanged.");
        if (scan.Annotations.Count > 0)
        {
            notes.Say(
                $"{Quantities.Count(scan.Annotations.Count, "annotation file")}, {matching.ByFile.Count} matched: "
                + $"{Quantities.Count(report.AnnotationsUploaded, "annotation")} uploaded, "
                + $"{report.AnnotationsUnchanged} unchanged; "
                + $"{Quantities.Count(scan.Files.Count - matching.ByFile.Count, "file")} without.");
        }

        if (report.MetadataUpdated > 0)
        {
            notes.Say($"User metadata updated on {Quantities.Count(report.MetadataUpdated, "item")}.");
        }

        if (report.LabelsAdded.Count > 0)
        {
            notes.Say($"Labels added: {string.Join(", ", report.LabelsAdded)}");
        }

        notes.SayList(
            $"{Quantities.Count(report.Unmatched.Count, "annotation file")} could not be matched:", report.Unmatched);
        notes.SayList($"{report.Failed.Count} failed:", report.Failed);
    }

    private static async Task<Project> FindOrCreateProjectAsync(Invocation run, VennClient client, string name)
    {
        if (DatasetName.IsId(name))
        {
            return await client.Projects.GetAsync(name, run.CancellationToken);
        }

        if (await client.Projects.FindAsync(name, run.CancellationToken) is { } found)
        {
            return found;
        }

        run.Notes.Say($"Project '{name}' is new.");
        return await client.Projects.CreateAsync(name, run.CancellationToken);
    }

    private static async Task<Dataset> FindOrCreateDatasetAsync(
        Invocation run, VennClient client, Project project, string name)
    {
        if (DatasetName.IsId(name))
        {
            return await client.Datasets.GetAsync(name, run.CancellationToken);
        }

        if (await client.Datasets.FindAsync(project.Id, name, run.CancellationToken) is { } found)
        {
            return found;
        }

        run.Notes.Say($"Dataset '{name}' is new.");
        return await client.Datasets.CreateAsync(project.Id, name, run.CancellationToken);
    }

    private static string Prefix(string? directory) =>
        directory?.Trim('/') is { Length: > 0 } trimmed ? "/" + trimmed : "";
}
