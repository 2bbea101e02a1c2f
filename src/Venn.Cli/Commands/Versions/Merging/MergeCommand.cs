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
using Venn.Protocol.Versions.Merging;

namespace Venn.Cli.Commands.Versions.Merging;

internal static class MergeCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var names = new Argument<string[]>("datasets")
        {
            Description = "The new dataset's name, then two or more datasets, of which the earlier gives paths and files; "
                + "with --into, the datasets to merge into it",
            Arity = new ArgumentArity(1, 101),
        };
        var into = new Option<string?>("--into") { Description = "Merge into this dataset, three-way, as one commit", HelpName = "DATASET" };
        var interactive = new Option<bool>("--interactive", "-i") { Description = "With --into: ask about every conflict" };
        var choices = new Option<string?>("--choices")
        {
            Description = "With --into: a JSON list of how conflicts are settled ('-' for stdin); see docs/cli.md",
            HelpName = "FILE",
        };
        var message = new Option<string?>("--message", "-m") { Description = "With --into: why", HelpName = "TEXT" };
        var project = new Option<string?>("--project", "-p")
        {
            Description = "The project of the new dataset (default: that of the first)",
            HelpName = "P",
        };
        var policy = PolicyOption.Create(
            "union|fail|ours|theirs|latest", "How conflicts are settled (default: union; with --into: fail)");
        var match = MatchOption.Create();
        var preview = new Option<bool>("--preview") { Description = "Only tell what it would do, with every conflict" };
        var copy = new CopyOptions();
        var command = new Command("merge", "Merge datasets into a new one, or into one that is there: what clones share appears once")
        {
            names, into, interactive, choices, message, project, policy, match, preview,
        };
        copy.AddTo(command);
        runtime.Handle(command, async run =>
        {
            var given = run.Get(names);
            if (run.Get(into) is { } target)
            {
                return await MergeIntoOperation.RunAsync(
                    run, target, given, run.Get(policy), run.Get(message), run.Get(choices), run.Get(preview), run.Get(interactive), run.Get(match));
            }

            if (run.Get(interactive) || run.Get(choices) is not null || given.Length < 3)
            {
                throw new CliException(ExitCodes.BadUsage, given.Length < 3
                    ? "Give the new dataset's name and two datasets or more, or --into DATASET and what to merge into it."
                    : "--interactive and --choices are for --into: merge into the first dataset, or choose a --policy.");
            }

            var client = await run.ConnectAsync();
            await RunAsync(run, client, given[0], given[1..], run.Get(project), new MergeRequest
            {
                Name = given[0], DatasetsIds = [], MergeDatasetParams = copy.Read(run), Policy = run.Get(policy), Match = run.Get(match),
            }, run.Get(preview));
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task RunAsync(
        Invocation run, VennClient client, string name, string[] sides, string? project, MergeRequest request, bool preview)
    {
        var datasets = new List<Dataset>();
        foreach (var side in sides)
        {
            datasets.Add(await DatasetName.ResolveAsync(client, side, run.CancellationToken));
        }

        var owner = project is null
            ? datasets[0].Projects[0]
            : (await DatasetName.ResolveProjectAsync(client, project, run.CancellationToken)).Id;
        request = request with { Name = name, DatasetsIds = [.. datasets.Select(d => d.Id)], ProjectIds = [owner] };
        await (preview ? PreviewAsync(run, client, request) : MergeAsync(run, client, request));
    }

    private static async Task MergeAsync(Invocation run, VennClient client, MergeRequest request)
    {
        var started = Stopwatch.GetTimestamp();
        var made = await client.Datasets.MergeAsync(request, new CommandProgress(run.Environment, "Merging"), run.CancellationToken);
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
            $"The merge would have {Quantities.Count(report.ItemsCount, "item")} "
            + $"({report.MergedItemsCount} of several sides), "
            + $"and {Quantities.Count(report.AnnotationsCount, "annotation")}; nothing was written.");
        run.Notes.SayList(
            $"{Quantities.Count(report.RenamedCount, "item")} would be renamed, for the path is taken:",
            [.. report.Renamed.Select(item => $"{item.Filename} -> {item.NewFilename}")]);
        MatchRows.Say(run, report);
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
