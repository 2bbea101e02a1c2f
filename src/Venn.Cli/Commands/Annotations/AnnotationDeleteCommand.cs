using System.CommandLine;
using Venn.Cli.Hosting;

namespace Venn.Cli.Commands.Annotations;

internal static class AnnotationDeleteCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var ids = new Argument<string[]>("annotation") { Description = "Ids of annotations", Arity = ArgumentArity.OneOrMore };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var command = new Command("delete", "Delete annotations; earlier versions keep them, and 'venn restore' brings them back") { ids, yes };
        runtime.Handle(command, async run =>
        {
            var doomed = run.Get(ids);
            run.Notes.Confirm(doomed.Length == 1 ? $"Delete the annotation {doomed[0]}?" : $"Delete {doomed.Length} annotations?", run.Get(yes));
            var client = await run.ConnectAsync();
            foreach (var id in doomed)
            {
                await client.Annotations.DeleteAsync(id, run.CancellationToken);
            }

            run.Notes.Say(doomed.Length == 1 ? "It is deleted." : $"{doomed.Length} are deleted.");
        });
        return command;
    }
}
