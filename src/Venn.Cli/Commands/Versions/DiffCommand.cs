using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Cli.Selection;
using Venn.Client;
using Venn.Protocol.Json;
using Venn.Protocol.Requests;
using Venn.Protocol.Versions;
using Venn.Protocol.Versions.Comparing;

namespace Venn.Cli.Commands.Versions;

internal static class DiffCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var other = new Argument<string?>("other")
        {
            Description = "What to compare it with: another dataset, or a state (as --to; the state before is then head, unless --from says)",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var from = new Option<string?>("--from")
        {
            Description = "The state before: a snapshot's name, a commit's number or id, 'head', PROJECT/NAME, slice:NAME[@REF] "
                + "(default: the parent of --to)",
            HelpName = "REF",
        };
        var to = new Option<string?>("--to", "--at") { Description = "The state after (default: head)", HelpName = "REF" };
        var summary = new Option<bool>("--summary") { Description = "Only the counts" };
        var iou = new Option<bool>("--iou") { Description = "Tell how far boxes and masks agree, per label" };
        var iouMin = new Option<double?>("--iou-min")
        {
            Description = "From this overlap on, two annotations that were made apart are compared (default: 0.5)", HelpName = "0..1",
        };
        var filter = new FilterOptions();
        var command = new Command(
            "diff", "Show what differs between two states: items, metadata keys, annotations, labels")
        {
            dataset, other, from, to, summary, iou, iouMin,
        };
        filter.AddTo(command);
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            var otherName = run.Line.GetValue(other);
            if (otherName is not null && run.Get(to) is not null)
            {
                throw new CliException(ExitCodes.BadUsage, $"'{otherName}' and --to both name the state after. Give one of them.");
            }

            var fromRef = await ResolveAsync(run.Get(from) ?? (otherName is null ? null : "head"));
            var toRef = await ResolveAsync(otherName ?? run.Get(to));
            var request = new DiffRequest
            {
                From = fromRef,
                To = toRef,
                Filter = filter.IsGiven(run) ? (await filter.ReadAsync(run)).ToBody() : null,
                Iou = run.Get(iou) || run.Get(iouMin) is not null,
                IouMin = run.Get(iouMin),
            };
            Write(
                run, run.Get(summary)
                    ? await client.Versions.DiffAsync(found.Id, request with { PageSize = 0 }, run.CancellationToken)
                    : await ReadAllAsync(run, client, found.Id, request),
                run.Get(summary));

            async Task<string?> ResolveAsync(string? name) => name is null
                ? null
                : await StateName.ResolveAsync(client, found.Id, name, run.CancellationToken);
        });
        return command;
    }

    private static async Task<Diff> ReadAllAsync(Invocation run, VennClient client, string datasetId, DiffRequest request)
    {
        var whole = new Diff();
        var changes = new List<ItemChange>();
        await foreach (var change in client.Versions.StreamDiffAsync(datasetId, request, head => whole = head, run.CancellationToken))
        {
            changes.Add(change);
        }

        return whole with { Items = changes, TotalPagesCount = 1 };
    }

    private static void Write(Invocation run, Diff diff, bool summaryOnly)
    {
        if (run.Results.IsJson)
        {
            run.Results.WriteJson(JsonSerializer.SerializeToNode(diff, ProtocolJson.Default.Diff));
            return;
        }

        run.Notes.Say($"items        {Line(diff.Summary.Items)}");
        run.Notes.Say($"annotations  {Line(diff.Summary.Annotations)}");
        foreach (var (label, counts) in diff.Summary.Labels.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            run.Notes.Say($"  {label}: {Line(counts)}");
        }

        WriteChanged(run, diff.Summary);
        if (diff.Summary.Agreement is { } agreement)
        {
            AgreementRows.Write(run, agreement);
        }

        if (!summaryOnly && diff.Items.Count > 0)
        {
            run.Results.WriteRows(
                ["CHANGE", "FILENAME", "KEYS", "ANNOTATIONS", "ID"], diff.Items,
                change =>
                [
                    change.Change, change.Filename, string.Join(' ', change.Keys ?? []),
                    change.Annotations is { } a
                        ? string.Create(
                            CultureInfo.InvariantCulture, $"+{a.Added.Count} -{a.Removed.Count} ~{a.Changed.Count}")
                        : "",
                    change.Id,
                ]);
        }
    }

    private static void WriteChanged(Invocation run, DiffSummary summary)
    {
        var kinds = summary.AnnotationKinds.Where(k => k.Value > 0).Select(k => $"{k.Key} {k.Value}").ToList();
        if (kinds.Count > 0)
        {
            run.Notes.Say($"changed in   {string.Join(", ", kinds)}");
        }

        if (summary.LabelsGained.Count > 0)
        {
            run.Notes.Say($"new labels   {string.Join(", ", summary.LabelsGained)}");
        }

        if (summary.LabelsLost.Count > 0)
        {
            run.Notes.Say($"labels gone  {string.Join(", ", summary.LabelsLost)}");
        }
    }

    private static string Line(ChangeCounts counts) => string.Join(", ",
        Quantities.Count(counts.Added, "added", "added"), Quantities.Count(counts.Removed, "removed", "removed"),
        Quantities.Count(counts.Changed, "changed", "changed"));
}
