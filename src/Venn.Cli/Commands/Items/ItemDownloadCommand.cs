using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Cli.Selection;

namespace Venn.Cli.Commands.Items;

internal static class ItemDownloadCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var name = new Argument<string>("item") { Description = "The item's id, or its dataset" };
        var path = new Argument<string?>("path")
        {
            Description = "The item's path, when the dataset was given",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "The file to write, '-' for stdout (default: the item's name, here)",
            HelpName = "FILE",
        };
        var force = new Option<bool>("--force", "-f") { Description = "Write over a file that is there" };
        var at = new AtOption();
        var command = new Command("download", "Download an item's file") { name, path, output, force };
        at.AddTo(command);
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var (item, state) = await ItemName.ResolveAsync(run, client, run.Get(name), run.Line.GetValue(path), at);
            if (run.Get(output) == "-")
            {
                await using var stdout = run.Environment.OpenOut();
                await client.Items.At(state).DownloadAsync(item.Id, stdout, run.CancellationToken);
                return;
            }

            var target = run.FullPath(run.Get(output) ?? item.Name);
            if (File.Exists(target) && !run.Get(force))
            {
                throw new CliException(
                    ExitCodes.BadUsage, $"{target} is there already: give --force to write over it, or --output.");
            }

            var written = await DownloadFile.SaveAsync(client.Items.At(state), item.Id, target, run.CancellationToken);
            run.Notes.Say($"{item.Filename}: {Quantities.Bytes(written)} to {target}");
        });
        return command;
    }
}
