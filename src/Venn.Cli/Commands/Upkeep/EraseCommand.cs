using System.CommandLine;
using System.Text.Json;
using Venn.Cli.Commands.Items;
using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Cli.Selection;
using Venn.Protocol.Json;
using Venn.Protocol.Requests;
using Venn.Protocol.Versions.Upkeep;

namespace Venn.Cli.Commands.Upkeep;

internal static class EraseCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var items = new Option<string[]>("--item")
        {
            Description = "An item, by id or path (repeat); or give a filter", HelpName = "ITEM", DefaultValueFactory = static _ => [],
        };
        var annotations = new Option<string[]>("--annotation")
        {
            Description = "An annotation alone, by id (repeat); its item stays", HelpName = "ID", DefaultValueFactory = static _ => [],
        };
        var reason = new Option<string?>("--reason", "-m")
        {
            Description = "Why, not what: it stays in the history", HelpName = "TEXT",
        };
        var state = new Option<string?>("--ref", "--at") { Description = "The state in which they are looked for", HelpName = "REF" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Tell what would be touched; nothing is erased" };
        var holds = new Option<bool>("--override-holds") { Description = "Erase from held snapshots too" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var filter = new FilterOptions();
        var command = new Command(
            "erase", "Erase items or annotations from every dataset, version, clone and snapshot, for ever, for the owner of all projects touched")
        {
            dataset, items, annotations, reason, state, dryRun, holds, yes,
        };
        filter.AddTo(command);
        runtime.Handle(command, async run =>
        {
            var names = run.Get(items)!;
            var notes = run.Get(annotations)!;
            if ((names.Length > 0 ? 1 : 0) + (notes.Length > 0 ? 1 : 0) + (filter.IsGiven(run) ? 1 : 0) != 1)
            {
                throw new CliException(
                    ExitCodes.BadUsage, "Say which: by --item, by a filter (--where, --label, --query), or by --annotation.");
            }

            if (run.Get(reason) is null && !run.Get(dryRun))
            {
                throw new CliException(ExitCodes.BadUsage, "--reason is missing: say why (not what). Or try it first with --dry-run.");
            }

            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            var reference = run.Get(state) is { } wanted
                ? await StateName.ResolveAsync(client, found.Id, wanted, run.CancellationToken)
                : null;
            var ids = new List<string>();
            foreach (var name in names)
            {
                ids.Add(DatasetName.IsId(name)
                    ? name
                    : (await ItemName.FindAsync(client.Items.At(reference), found, name, run.CancellationToken)).Id);
            }

            var query = ids.Count + notes.Length > 0 ? null : (await filter.ReadAsync(run)).ToBody();
            var request = new EraseRequest
            {
                Items = ids.Count > 0 ? ids : null,
                Annotations = notes.Length > 0 ? notes : null,
                Filter = query is null ? null : JsonSerializer.SerializeToNode(query, ProtocolJson.Default.QueryBody)!.AsObject(),
                Ref = reference,
                Reason = run.Get(reason),
                DryRun = true,
                OverrideHolds = run.Get(holds),
            };
            var (plan, _) = await client.Upkeep.EraseAsync(found.Id, request, null, run.CancellationToken);
            SayPlan(run, plan);
            if (run.Get(dryRun))
            {
                WritePlan(run, plan);
                return;
            }

            run.Notes.Confirm("Erase that from all of history, for ever?", run.Get(yes));
            var (_, report) = await client.Upkeep.EraseAsync(
                found.Id, request with { DryRun = false }, null, run.CancellationToken);
            WriteReport(run, report);
        });
        return command;
    }

    private static void SayPlan(Invocation run, ErasePlan plan)
    {
        run.Notes.Say(
            $"Would be erased: {Quantities.Count(plan.ItemsCount, "item")} ({Quantities.Count(plan.ItemRevisionsCount, "revision")}), "
            + $"{Quantities.Count(plan.AnnotationsCount, "annotation")}, {Quantities.Count(plan.BinariesCount, "file")}; "
            + $"{Quantities.Count(plan.BinariesSharedCount, "file")} stay, for others have the same; "
            + $"{Quantities.Count(plan.ExportsCount, "export")} would go.");
        run.Notes.SayList(
            "In:",
            [
                .. plan.Datasets.Select(d => $"{d.Name}: {Quantities.Count(d.VersionsCount, "version")}"
                    + (d.Snapshots.Count == 0 ? "" : $", snapshots {string.Join(", ", d.Snapshots.Select(s => s.Held ? s.Name + " (held)" : s.Name))}")),
            ]);
    }

    private static void WritePlan(Invocation run, ErasePlan plan) =>
        run.Results.WriteObject(
            plan,
            [
                ("items", Say(plan.ItemsCount)), ("annotations", Say(plan.AnnotationsCount)), ("files", Say(plan.BinariesCount)),
                ("datasets", Say(plan.Datasets.Count)),
            ]);

    private static void WriteReport(Invocation run, EraseReport report)
    {
        run.Notes.Say(
            $"Erased from {Quantities.Count(report.DatasetsCount, "dataset")}: {Quantities.Count(report.ItemsCount, "item")}, "
            + $"{Quantities.Count(report.AnnotationsCount, "annotation")}, {Quantities.Count(report.BinariesRemoved, "file")}. "
            + "Archives, exports and downloads that were taken away are beyond reach.");
        if (!report.LogEmptied)
        {
            run.Notes.Say("A reader kept the catalog's log open: bytes may be in it until the next 'venn collect' or start.");
        }

        run.Results.WriteObject(
            report,
            [
                ("id", report.Id), ("items", Say(report.ItemsCount)), ("annotations", Say(report.AnnotationsCount)),
                ("datasets", Say(report.DatasetsCount)), ("versions", Say(report.VersionsCount)),
                ("files", Say(report.BinariesRemoved)), ("files shared", Say(report.BinariesSharedCount)),
            ]);
    }

    private static string Say(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
