using System.CommandLine;
using Venn.Cli.Commands.Items;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;
using Venn.Protocol.Versions;
using Venn.Protocol.Versions.Ancestry;

namespace Venn.Cli.Commands.Versions;

internal static class BlameCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var name = new Argument<string>("item") { Description = "The item's id, or its dataset; with --annotation, an annotation's id" };
        var path = new Argument<string?>("path")
        {
            Description = "The item's path, when the dataset was given",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var annotation = new Option<bool>("--annotation") { Description = "The id is an annotation's" };
        var at = new AtOption();
        var command = new Command("blame", "Tell who set each field and made each annotation of an item, where and when")
        {
            name, path, annotation,
        };
        at.AddTo(command);
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            if (run.Get(annotation))
            {
                var id = run.Get(name);
                Write(run, await client.History.BlameAnnotationAsync(
                    id, await at.ReadForAsync(run, client, id), run.CancellationToken));
                return;
            }

            var (item, reference) = await ItemName.ResolveAsync(run, client, run.Get(name), run.Line.GetValue(path), at);
            Write(run, await client.History.BlameItemAsync(item.Id, reference, run.CancellationToken));
        });
        return command;
    }

    private static void Write(Invocation run, Blame blame)
    {
        if (run.Results.IsJson)
        {
            run.Results.WriteObject(blame, []);
            return;
        }

        List<(string Field, Commit? Commit, string? Dataset)> rows =
        [
            .. blame.Fields.Select(f => (f.Field, (Commit?)f.Commit, f.DatasetName)),
            .. blame.Annotations.Select(a => ($"annotation {a.Id} {a.Type} {a.Label}", a.Commit, a.DatasetName)),
        ];
        run.Results.WriteRows(
            ["FIELD", "AUTHOR", "WHEN", "OPERATION", "DATASET", "COMMIT"], rows,
            row => [row.Field, row.Commit?.Author, row.Commit?.CreatedAt, row.Commit?.Operation, row.Dataset, row.Commit?.Id]);
    }
}
