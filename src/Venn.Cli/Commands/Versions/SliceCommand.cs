using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;

namespace Venn.Cli.Commands.Versions;

internal static class SliceCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var source = new Argument<string>("source") { Description = DatasetName.Help };
        var name = new Argument<string>("name") { Description = "The name of the new dataset" };
        var copy = new CopyOptions();
        var filter = new FilterOptions();
        var at = new AtOption();
        var command = new Command("slice", "Make a dataset of the items that a filter selects") { source, name };
        copy.AddTo(command);
        filter.AddTo(command);
        at.AddTo(command);
        runtime.Handle(command, async run =>
        {
            if (!filter.IsGiven(run))
            {
                throw new CliException(ExitCodes.BadUsage,
                    "Say which items: --where field=value, --label L, --annotation field=value or --query DQL. "
                    + "'venn clone' takes all.");
            }

            await CloneOperation.RunAsync(
                run, run.Get(source), run.Get(name), null, null, copy.Read(run), await filter.ReadAsync(run), at);
        });
        return command;
    }
}
