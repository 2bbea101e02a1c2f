using System.CommandLine;
using System.Globalization;
using Venn.Cli.Commands.Items;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;
using Venn.Client;
using Venn.Protocol.Versions;

namespace Venn.Cli.Commands.Versions;

internal static class LogCommand
{
    private const int DefaultLimit = 50;

    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string?>("dataset")
        {
            Description = DatasetName.Help,
            Arity = ArgumentArity.ZeroOrOne,
        };
        var limit = new Option<int>("--limit", "-n")
        {
            Description = "At most so many",
            HelpName = "N",
            DefaultValueFactory = static _ => DefaultLimit,
        };
        var item = new Option<string?>("--item") { Description = "The log of this item: its id, or its path", HelpName = "ITEM" };
        var annotation = new Option<string?>("--annotation") { Description = "The log of this annotation", HelpName = "ID" };
        var command = new Command("log", "Show the commits of a dataset, or the revisions of an item or annotation, newest first")
        {
            dataset, limit, item, annotation,
        };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var wanted = Math.Max(1, run.Get(limit));
            if (run.Get(annotation) is { } annotationId)
            {
                await WriteEntriesAsync(run, client.History.LogOfAnnotationAsync(annotationId, null, run.CancellationToken), wanted);
            }
            else if (run.Get(item) is { } name)
            {
                var id = DatasetName.IsId(name) ? name : await FindItemAsync(run, client, run.Line.GetValue(dataset), name);
                await WriteEntriesAsync(run, client.History.LogOfItemAsync(id, null, run.CancellationToken), wanted);
            }
            else
            {
                await WriteCommitsAsync(run, client, run.Line.GetValue(dataset) ?? throw new CliException(
                    ExitCodes.BadUsage, "Say whose log: a dataset, --item ITEM or --annotation ID."), wanted);
            }
        });
        return command;
    }

    private static async Task<string> FindItemAsync(Invocation run, VennClient client, string? dataset, string path) =>
        (await ItemName.ResolveAsync(
            client, dataset ?? throw new CliException(ExitCodes.BadUsage, $"'{path}' is no id: give its dataset too."), path,
            run.CancellationToken)).Id;

    private static async Task WriteEntriesAsync(Invocation run, IAsyncEnumerable<LogEntry> log, int wanted)
    {
        var entries = await log.Take(wanted).ToListAsync(run.CancellationToken);
        run.Results.WriteRows(
            ["COMMIT", "CREATED", "AUTHOR", "OPERATION", "DATASET", "PATH OR LABEL", "CHANGED"], entries,
            entry =>
            [
                entry.Commit.Id, entry.Commit.CreatedAt, entry.Commit.Author, entry.Commit.Operation, entry.DatasetName,
                entry.Filename ?? entry.Label, string.Join(' ', entry.Keys),
            ]);
    }

    private static async Task WriteCommitsAsync(Invocation run, VennClient client, string dataset, int wanted)
    {
        var found = await DatasetName.ResolveAsync(client, dataset, run.CancellationToken);
        var commits = await client.Versions.LogAsync(found.Id, Math.Min(wanted, 1000), run.CancellationToken)
            .Take(wanted).ToListAsync(run.CancellationToken);
        run.Results.WriteRows(
            ["NUMBER", "ID", "CREATED", "AUTHOR", "OPERATION", "MESSAGE", "PARENTS"], commits,
            commit =>
            [
                commit.Sequence.ToString(CultureInfo.InvariantCulture), commit.Id, commit.CreatedAt, commit.Author,
                commit.Operation, commit.Message, string.Join(' ', commit.Parents),
            ]);
    }
}
