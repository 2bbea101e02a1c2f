using System.CommandLine;
using Venn.Cli.Commands.Versions;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;

namespace Venn.Cli.Commands.Slices;

/// <summary>Makes a dataset of a part of another at once; below it, parts that are kept by name.</summary>
internal static class SliceCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var source = new Argument<string?>("source") { Description = DatasetName.Help, Arity = ArgumentArity.ZeroOrOne };
        var name = new Argument<string?>("name") { Description = "The name of the new dataset", Arity = ArgumentArity.ZeroOrOne };
        var copy = new CopyOptions();
        var filter = new FilterOptions();
        var sample = new SampleOptions();
        var at = new AtOption();
        var command = new Command(
            "slice", "Make a dataset of the items that a filter selects, or of a sample of them; or keep such a part by name")
        {
            source, name,
        };
        copy.AddTo(command);
        filter.AddTo(command);
        sample.AddTo(command);
        at.AddTo(command);
        command.Subcommands.Add(SliceSaveCommand.Create(runtime));
        command.Subcommands.Add(SliceListCommand.Create(runtime));
        command.Subcommands.Add(SliceShowCommand.Create(runtime));
        command.Subcommands.Add(SliceDeleteCommand.Create(runtime));
        command.Subcommands.Add(SliceManifestCommand.Create(runtime));
        runtime.Handle(command, async run =>
        {
            var taken = sample.Read(run);
            if (run.Line.GetValue(source) is not { } from || run.Line.GetValue(name) is not { } to)
            {
                throw new CliException(ExitCodes.BadUsage,
                    "Name the dataset and the new one: venn slice SOURCE NAME --where field=value. "
                    + "'venn slice save' keeps a slice by name instead.");
            }

            if (!filter.IsGiven(run) && taken is null)
            {
                throw new CliException(ExitCodes.BadUsage,
                    "Say which items: --where field=value, --label L, --annotation field=value, --query DQL or --slice NAME, "
                    + "or how many: --sample 10%. 'venn clone' takes all.");
            }

            await CloneOperation.RunAsync(
                run, from, to, null, null, copy.Read(run), await filter.ReadAsync(run), filter, at, taken);
        });
        return command;
    }
}
