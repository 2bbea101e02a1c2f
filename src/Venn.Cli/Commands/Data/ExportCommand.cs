using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Venn.Cli.Export;
using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Cli.Selection;

namespace Venn.Cli.Commands.Data;

internal static class ExportCommand
{
    private const int Parallelism = 8;

    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var folder = new Argument<string>("folder") { Description = "Where to: empty, or not there yet" };
        var noFiles = new Option<bool>("--no-files") { Description = "Only the annotations" };
        var force = new Option<bool>("--force", "-f")
        {
            Description = "Write into a folder that is not empty, over what is there",
        };
        var filter = new FilterOptions();
        var at = new AtOption();
        var command = new Command("export", "Write items and their annotations to a folder, as 'venn import' reads it")
        {
            dataset, folder, noFiles, force,
        };
        filter.AddTo(command);
        at.AddTo(command);
        runtime.Handle(command, async run =>
        {
            var target = run.FullPath(run.Get(folder));
            if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any() && !run.Get(force))
            {
                throw new CliException(
                    ExitCodes.BadUsage,
                    $"{target} is not empty: name another folder, or give --force to write over it.");
            }

            var query = await filter.ReadAsync(run);
            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            var exporter = new Exporter(client, found.Id, target, await filter.ReadStateAsync(run, client, found.Id, at));
            var plan = await exporter.PlanAsync(query, run.CancellationToken);
            var withFiles = !run.Get(noFiles);
            var size = withFiles ? plan.Items.Sum(ExportPlan.SizeOf) : 0;
            var started = Stopwatch.GetTimestamp();
            await ProgressDisplay.RunAsync(
                run.Environment, "Exporting", size,
                display => exporter.RunAsync(
                    plan, withFiles, Parallelism, item => display.Advance(withFiles ? ExportPlan.SizeOf(item) : 0),
                    run.CancellationToken));
            var annotations = plan.Items.Sum(item => plan.Annotations[item.Id].Count());
            run.Notes.Say(
                $"{Quantities.Count(plan.Items.Count, "item")} ({Quantities.Bytes(size)}) with "
                + $"{Quantities.Count(annotations, "annotation")} "
                + $"in {Quantities.Duration(Stopwatch.GetElapsedTime(started))}.");
            if (run.Results.IsJson)
            {
                run.Results.WriteJson(new JsonObject
                {
                    ["datasetId"] = found.Id,
                    ["folder"] = target,
                    ["items"] = plan.Items.Count,
                    ["annotations"] = annotations,
                    ["sizeBytes"] = size,
                });
            }
            else
            {
                run.Results.WriteLine(target);
            }
        });
        return command;
    }
}
