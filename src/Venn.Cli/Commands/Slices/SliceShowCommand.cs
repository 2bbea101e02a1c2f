using System.CommandLine;
using System.Globalization;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;

namespace Venn.Cli.Commands.Slices;

internal static class SliceShowCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var name = new Argument<string>("name") { Description = "The slice's name or id" };
        var digest = new Option<bool>("--digest") { Description = "Compute the digest of its content too, which reads all of it" };
        var command = new Command("show", "Show a saved slice and what it holds") { dataset, name, digest };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            var held = await client.Slices.ResolveAsync(found.Id, run.Get(name), run.Get(digest), run.CancellationToken);
            var slice = held.Slice;
            run.Results.WriteObject(
                held,
                [
                    ("id", slice?.Id), ("name", slice?.Name), ("description", slice?.Description),
                    ("version", slice?.CommitId is null ? $"head (now {held.CommitId})" : held.CommitId),
                    ("filter", slice?.Filter?.ToJsonString()), ("join", slice?.Join?.ToJsonString()),
                    ("sample", slice?.Sample?.ToJsonString()), ("items", Text(held.ItemsCount)), ("bytes", Text(held.SizeBytes)),
                    ("annotations", Text(held.AnnotationsCount)), ("annotated items", Text(held.AnnotatedItemsCount)),
                    ("digest", held.Digest), ("created", $"{slice?.CreatedAt} by {slice?.Author}"),
                ]);
        });
        return command;
    }

    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);
}
