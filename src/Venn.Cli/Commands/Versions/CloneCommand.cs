using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;
using Venn.Client.Queries;

namespace Venn.Cli.Commands.Versions;

internal static class CloneCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var source = new Argument<string>("source") { Description = DatasetName.Help };
        var name = new Argument<string?>("name")
        {
            Description = "The name of the new dataset",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var into = new Option<string?>("--into")
        {
            Description = "Clone into this dataset instead of a new one",
            HelpName = "DATASET",
        };
        var directory = new Option<string?>("--directory")
        {
            Description = "Put every path below this directory",
            HelpName = "DIR",
        };
        var copy = new CopyOptions();
        var filter = new FilterOptions();
        var at = new AtOption();
        var command = new Command(
            "clone", "Clone a dataset, whole or by a filter: files are references, nothing is copied")
        {
            source, name, into, directory,
        };
        copy.AddTo(command);
        filter.AddTo(command);
        at.AddTo(command);
        runtime.Handle(command, async run => await CloneOperation.RunAsync(
            run, run.Get(source), run.Line.GetValue(name), run.Get(into), run.Get(directory), copy.Read(run),
            // A whole clone has the hidden files and the empty directories too.
            filter.IsGiven(run) ? await filter.ReadAsync(run) : Query.All, filter, at));
        return command;
    }
}
