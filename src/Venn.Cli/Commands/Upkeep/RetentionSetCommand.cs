using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;
using Venn.Protocol.Requests;

namespace Venn.Cli.Commands.Upkeep;

internal static class RetentionSetCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string?>("dataset")
        {
            Description = DatasetName.Help + ". None: the rule of datasets that have none of their own, for the organization's owner",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var days = new Option<int?>("--days") { Description = "Keep what was the head within so many days", HelpName = "N" };
        var commits = new Option<int?>("--commits") { Description = "Keep the last so many commits", HelpName = "N" };
        var deletedDays = new Option<int?>("--deleted-days")
        {
            Description = "A deleted dataset is gone for good after so many days", HelpName = "N",
        };
        var everything = new Option<bool>("--everything") { Description = "Keep all of history (as at first)" };
        var inherit = new Option<bool>("--inherit") { Description = "Of a dataset: the default holds" };
        var command = new Command("set", "Set how long history is kept; a commit is kept when any part of the rule keeps it")
        {
            dataset, days, commits, deletedDays, everything, inherit,
        };
        runtime.Handle(command, async run =>
        {
            var limits = run.Get(days) is not null || run.Get(commits) is not null;
            if ((limits ? 1 : 0) + (run.Get(everything) ? 1 : 0) + (run.Get(inherit) ? 1 : 0) > 1
                || !(limits || run.Get(everything) || run.Get(inherit) || run.Get(deletedDays) is not null))
            {
                throw new CliException(
                    ExitCodes.BadUsage, "Say the rule: --days, --commits or both; or --everything; or --inherit; and --deleted-days.");
            }

            var rule = new RetentionRequest
            {
                Days = run.Get(days), Commits = run.Get(commits), DeletedDays = run.Get(deletedDays),
                Inherit = run.Get(inherit) ? true : null,
            };
            var client = await run.ConnectAsync();
            if (run.Line.GetValue(dataset) is { } name)
            {
                var found = await DatasetName.ResolveAsync(client, name, run.CancellationToken);
                RetentionShowCommand.Write(run, await client.Upkeep.SetRetentionAsync(found.Id, rule, run.CancellationToken));
                return;
            }

            if (run.Get(inherit))
            {
                throw new CliException(ExitCodes.BadUsage, "--inherit is of a dataset: name it.");
            }

            RetentionShowCommand.Write(run, await client.Upkeep.SetDefaultRetentionAsync(rule, run.CancellationToken));
        });
        return command;
    }
}
