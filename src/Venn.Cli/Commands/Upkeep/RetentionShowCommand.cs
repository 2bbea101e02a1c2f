using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;
using Venn.Protocol.Versions.Upkeep;

namespace Venn.Cli.Commands.Upkeep;

internal static class RetentionShowCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string?>("dataset")
        {
            Description = DatasetName.Help + ". None: the rule of datasets that have none of their own",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("show", "Show how long history is kept") { dataset };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            Write(run, run.Line.GetValue(dataset) is { } name
                ? await client.Upkeep.GetRetentionAsync(
                    (await DatasetName.ResolveAsync(client, name, run.CancellationToken)).Id, run.CancellationToken)
                : await client.Upkeep.GetDefaultRetentionAsync(run.CancellationToken));
        });
        return command;
    }

    public static void Write(Invocation run, Retention rule) => run.Results.WriteObject(
        rule,
        [
            ("days", Say(rule.Days)), ("commits", Say(rule.Commits)), ("deleted days", Say(rule.DeletedDays)),
            ("inherited", rule.DatasetId is null ? null : rule.Inherited ? "yes" : "no"),
        ]);

    private static string Say(int? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no limit";
}
