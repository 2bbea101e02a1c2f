using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Protocol.Requests;
using Venn.Protocol.Versions.Upkeep;

namespace Venn.Cli.Commands.Upkeep;

internal static class CollectCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Tell what would be removed; nothing is" };
        var grace = new Option<double?>("--grace-hours")
        {
            Description = "How long what nothing holds any more stays; the server's 24 when not given. 0 while others work is at your own risk",
            HelpName = "N",
        };
        var command = new Command("collect", "Remove what no rule keeps and nothing holds, for the organization's owner")
        {
            dryRun, grace,
        };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var report = await client.Upkeep.CollectAsync(
                new CollectRequest { DryRun = run.Get(dryRun), GraceHours = run.Get(grace) }, null, run.CancellationToken);
            Write(run, report);
        });
        return command;
    }

    private static void Write(Invocation run, CollectReport report)
    {
        run.Notes.Say(report.DryRun
            ? $"Would be forgotten: {Quantities.Count(report.CommitsForgotten, "commit")}; "
                + $"would be removed, after the grace time: {Quantities.Count(report.RevisionsDead, "revision")}, "
                + $"{Quantities.Count(report.BinariesDead, "file")} ({Quantities.Bytes(report.BinaryBytesFreed)})."
            : $"Forgotten: {Quantities.Count(report.CommitsForgotten, "commit")}; removed: "
                + $"{Quantities.Count(report.RevisionsRemoved, "revision")} of {report.RevisionsDead} dead, "
                + $"{Quantities.Count(report.BinariesRemoved, "file")} of {report.BinariesDead} dead; "
                + $"{Quantities.Bytes(report.BinaryBytesFreed + report.CatalogBytesFreed)} freed.");
        static string Say(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        run.Results.WriteObject(
            report,
            [
                ("commits forgotten", Say(report.CommitsForgotten)), ("datasets purged", Say(report.DatasetsPurged)),
                ("revisions removed", Say(report.RevisionsRemoved)), ("revisions dead", Say(report.RevisionsDead)),
                ("files removed", Say(report.BinariesRemoved)), ("files dead", Say(report.BinariesDead)),
                ("bytes freed", Say(report.BinaryBytesFreed + report.CatalogBytesFreed)),
            ]);
    }
}
