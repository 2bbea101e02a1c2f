using System.CommandLine;
using System.Globalization;
using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Cli.Selection;
using Venn.Client.Resources;
using Venn.Protocol.Entities;

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
        var revision = new Option<string?>("--revision", "-r")
        {
            Description = "An earlier file, by its id or number in 'item revisions'",
            HelpName = "REVISION",
        };
        var at = new AtOption();
        var command = new Command("download", "Download an item's file") { name, path, output, force, revision };
        at.AddTo(command);
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var (item, state) = await ItemName.ResolveAsync(run, client, run.Get(name), run.Line.GetValue(path), at);
            var items = client.Items.At(state);
            var earlier = run.Get(revision) is { } wanted ? await FindRevisionAsync(run, items, item, wanted) : null;
            Task<long> DownloadAsync(Stream to) => earlier is null
                ? items.DownloadAsync(item.Id, to, run.CancellationToken)
                : items.DownloadRevisionAsync(item.Id, earlier, to, run.CancellationToken);
            if (run.Get(output) == "-")
            {
                await using var stdout = run.Environment.OpenOut();
                await DownloadAsync(stdout);
                return;
            }

            var target = run.FullPath(run.Get(output) ?? item.Name);
            if (File.Exists(target) && !run.Get(force))
            {
                throw new CliException(
                    ExitCodes.BadUsage, $"{target} is there already: give --force to write over it, or --output.");
            }

            var written = await DownloadFile.SaveAsync(target, DownloadAsync);
            run.Notes.Say($"{item.Filename}: {Quantities.Bytes(written)} to {target}");
        });
        return command;
    }

    private static async Task<string> FindRevisionAsync(Invocation run, ItemsClient items, Item item, string wanted)
    {
        await foreach (var revision in items.ListRevisionsAsync(item.Id, run.CancellationToken))
        {
            if (revision.Id == wanted || revision.Version.ToString(CultureInfo.InvariantCulture) == wanted)
            {
                return revision.Id;
            }
        }

        throw new CliException(ExitCodes.NotFound, $"{item.Filename} has no revision {wanted}: 'venn item revisions' lists them.");
    }
}
