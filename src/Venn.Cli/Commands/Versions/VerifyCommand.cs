using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Cli.Selection;
using Venn.Protocol.Requests;
using Venn.Protocol.Versions;

namespace Venn.Cli.Commands.Versions;

internal static class VerifyCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string?>("dataset")
        {
            Description = DatasetName.Help + ". None: the whole store, for its owner",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var state = new Option<string?>("--ref", "--at")
        {
            Description = "One state instead of the whole history; a snapshot's digest is compared",
            HelpName = "REF",
        };
        var noFiles = new Option<bool>("--no-files") { Description = "Do not hash the files again" };
        var command = new Command("verify", "Hold what is stored against what it should be, and name what differs")
        {
            dataset, state, noFiles,
        };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            VerifyReport report;
            var progress = new CommandProgress(run.Environment, "Verifying");
            if (run.Line.GetValue(dataset) is { } name)
            {
                var found = await DatasetName.ResolveAsync(client, name, run.CancellationToken);
                var reference = run.Get(state) is { } wanted
                    ? await StateName.ResolveAsync(client, found.Id, wanted, run.CancellationToken)
                    : null;
                report = await client.History.VerifyAsync(
                    found.Id, new VerifyRequest { Ref = reference, Binaries = !run.Get(noFiles) }, progress, run.CancellationToken);
            }
            else if (run.Get(state) is null)
            {
                report = await client.History.VerifyStoreAsync(
                    new VerifyRequest { Binaries = !run.Get(noFiles) }, progress, run.CancellationToken);
            }
            else
            {
                throw new CliException(ExitCodes.BadUsage, "--ref is of a dataset: name it.");
            }

            Write(run, report);
            return report.ProblemsCount == 0 ? ExitCodes.Done : ExitCodes.Damaged;
        });
        return command;
    }

    private static void Write(Invocation run, VerifyReport report)
    {
        run.Notes.Say(
            $"{Quantities.Count(report.CommitsCount, "commit")}, {Quantities.Count(report.ItemsCount, "item")}, "
            + $"{Quantities.Count(report.AnnotationsCount, "annotation")}, {Quantities.Count(report.BinariesCount, "file")}: "
            + (report.ProblemsCount == 0 ? "all is well." : $"{Quantities.Count(report.ProblemsCount, "problem")}:"));
        run.Notes.SayList("", report.Problems);
        run.Results.WriteObject(
            report,
            [
                ("digest", report.Digest),
                ("problems", report.ProblemsCount.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ]);
    }
}
