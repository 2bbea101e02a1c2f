using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Cli.Selection;
using Venn.Client;
using Venn.Protocol.Entities;
using Venn.Protocol.Json;
using Venn.Protocol.Requests;
using Venn.Protocol.Versions;

namespace Venn.Cli.Commands.Versions;

internal static class MergeCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var name = new Argument<string>("name") { Description = "The name of the new dataset" };
        var sides = new Argument<string[]>("datasets")
        {
            Description = "Two or more datasets; where they disagree the earlier gives paths and files",
            Arity = new ArgumentArity(2, 100),
        };
        var project = new Option<string?>("--project", "-p")
        {
            Description = "The project of the new dataset (default: that of the first)",
            HelpName = "P",
        };
        var policy = new Option<string?>("--policy")
        {
            Description = "How conflicts are settled (default: union)",
            HelpName = "union|fail|ours|theirs|latest",
        };
        policy.AcceptOnlyFromAmong("union", "fail", "ours", "theirs", "latest");
        var preview = new Option<bool>("--preview") { Description = "Only tell what it would do, with every conflict" };
        var copy = new CopyOptions();
        var command = new Command("merge", "Merge datasets into a new one: what clones share appears once")
        {
            name, sides, project, policy, preview,
        };
        copy.AddTo(command);
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var datasets = new List<Dataset>();
            foreach (var side in run.Get(sides))
            {
                datasets.Add(await DatasetName.ResolveAsync(client, side, run.CancellationToken));
            }

            var owner = run.Get(project) is { } wanted
                ? (await DatasetName.ResolveProjectAsync(client, wanted, run.CancellationToken)).Id
                : datasets[0].Projects[0];
            var request = new MergeRequest
            {
                Name = run.Get(name),
                DatasetsIds = [.. datasets.Select(dataset => dataset.Id)],
                ProjectIds = [owner],
                MergeDatasetParams = copy.Read(run),
                Policy = run.Get(policy),
            };
            await (run.Get(preview) ? PreviewAsync(run, client, request) : MergeAsync(run, client, request));
        });
        return command;
    }

    private static async Task MergeAsync(Invocation run, VennClient client, MergeRequest request)
    {
        var started = Stopwatch.GetTimestamp();
        var made = await client.Datasets.MergeAsync(request, cancellationToken: run.CancellationToken);
        run.Notes.Say(
            $"'{made.Name}' is merged of {Quantities.Count(request.DatasetsIds.Count, "dataset")} in "
            + $"{Quantities.Duration(Stopwatch.GetElapsedTime(started))}: {Quantities.Count(made.ItemsCount, "item")}, "
            + $"{Quantities.Count(made.AnnotationsCount, "annotation")}.");
        run.Results.WriteObject(made, [("id", made.Id), ("name", made.Name)]);
    }

    private static async Task PreviewAsync(Invocation run, VennClient client, MergeRequest request)
    {
        var report = await client.Datasets.PreviewMergeAsync(request, run.CancellationToken);
        if (run.Results.IsJson)
        {
            run.Results.WriteJson(JsonSerializer.SerializeToNode(report, ProtocolJson.Default.MergeReport));
            return;
        }

        run.Notes.Say(
            $"The merge would have {Quantities.Count(report.ItemsCount, "item")}, directories counted "
            + $"({report.MergedItemsCount} of several sides), "
            + $"and {Quantities.Count(report.AnnotationsCount, "annotation")}; nothing was written.");
        run.Notes.SayList(
            $"{Quantities.Count(report.RenamedCount, "item")} would be renamed, for the path is taken:",
            [.. report.Renamed.Select(item => $"{item.Filename} -> {item.NewFilename}")]);
        run.Notes.Say(Quantities.Count(report.ConflictsCount, "conflict") + (report.ConflictsCount > 0 ? ":" : "."));
        if (report.Conflicts.Count > 0)
        {
            run.Results.WriteRows(
                ["RESOURCE", "ID", "FILENAME", "WHAT"], report.Conflicts,
                conflict => [conflict.Resource, conflict.Id, conflict.Filename, Describe(conflict)]);
        }
    }

    private static string Describe(MergeConflict conflict) => conflict.Kind switch
    {
        "deletedByOurs" => "deleted by the earlier side, changed by the later",
        "deletedByTheirs" => "changed by the earlier side, deleted by the later",
        _ => string.Join(' ', conflict.Keys),
    };
}
