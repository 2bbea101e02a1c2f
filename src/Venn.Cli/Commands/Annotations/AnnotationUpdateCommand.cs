using System.CommandLine;
using System.Text.Json.Nodes;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;

namespace Venn.Cli.Commands.Annotations;

internal static class AnnotationUpdateCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var id = new Argument<string>("annotation") { Description = "The annotation's id" };
        var set = new Option<string[]>("--set")
        {
            Description = "A field and its new value: label=pear, metadata.user.checked=true, note=null removes it (repeat for more)",
            HelpName = "FIELD=VALUE",
            Required = true,
        };
        var command = new Command("update", "Change an annotation's fields; a new revision, the old one stays in the history") { id, set };
        runtime.Handle(command, async run =>
        {
            var patch = new JsonObject();
            foreach (var text in run.Get(set)!)
            {
                var condition = Condition.Parse(text);
                if (condition.Value is JsonObject)
                {
                    throw new CliException(ExitCodes.BadUsage, $"--set is '{text}'; write FIELD=VALUE, as label=pear.");
                }

                Put(patch, condition.Field.Split('.'), condition.Value?.DeepClone(), text);
            }

            var client = await run.ConnectAsync();
            AnnotationRows.Write(run, [await client.Annotations.UpdateAsync(run.Get(id), patch, run.CancellationToken)]);
        });
        return command;
    }

    private static void Put(JsonObject into, ReadOnlySpan<string> names, JsonNode? value, string text)
    {
        for (; names.Length > 1; names = names[1..])
        {
            into[names[0]] ??= new JsonObject();
            into = into[names[0]] as JsonObject
                ?? throw new CliException(ExitCodes.BadUsage, $"--set is '{text}', but '{names[0]}' was set to a value before.");
        }

        into[names[0]] = value;
    }
}
