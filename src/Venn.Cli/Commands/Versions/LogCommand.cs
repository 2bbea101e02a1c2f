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

    private const int PageMax = 1000;

    /// <summary>Runs are long where much was imported: reading ends here.</summary>
    private const int ReadMax = 20_000;

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
        var all = new Option<bool>("--all") { Description = "A line for each commit; without it a run of small ones (an import) is one line" };
        var item = new Option<string?>("--item") { Description = "The log of this item: its id, or its path", HelpName = "ITEM" };
        var annotation = new Option<string?>("--annotation") { Description = "The log of this annotation", HelpName = "ID" };
        var settled = new Option<string?>("--settled")
        {
            Description = "How the conflicts of this merge of the dataset were settled: the id of its commit", HelpName = "COMMIT",
        };
        var command = new Command("log", "Show the commits of a dataset, or the revisions of an item or annotation, newest first")
        {
            dataset, limit, all, item, annotation, settled,
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
                var named = run.Line.GetValue(dataset) ?? throw new CliException(
                    ExitCodes.BadUsage, "Say whose log: a dataset, --item ITEM or --annotation ID.");
                await (run.Get(settled) is { } merge
                    ? WriteSettlementsAsync(run, client, named, merge, wanted)
                    : WriteCommitsAsync(run, client, named, wanted, run.Get(all)));
            }
        });
        return command;
    }

    private static async Task WriteSettlementsAsync(Invocation run, VennClient client, string dataset, string commit, int wanted)
    {
        var found = await DatasetName.ResolveAsync(client, dataset, run.CancellationToken);
        var settlements = await client.Versions
            .SettlementsAsync(found.Id, commit, Math.Min(wanted, PageMax), run.CancellationToken)
            .Take(wanted).ToListAsync(run.CancellationToken);
        if (run.Results.IsJson)
        {
            run.Results.WriteRows([], settlements, static _ => []);
            return;
        }

        run.Results.WriteRows(
            ["RESOURCE", "ID", "PATH", "KEY", "SIDE", "BY"],
            [.. settlements.SelectMany(s => s.Keys.Select(key => (Settlement: s, Key: key)))],
            row => [row.Settlement.Resource, row.Settlement.Id, row.Settlement.Filename, row.Key.Key, row.Key.Side, row.Key.By]);
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

    private static async Task WriteCommitsAsync(Invocation run, VennClient client, string dataset, int wanted, bool all)
    {
        var found = await DatasetName.ResolveAsync(client, dataset, run.CancellationToken);
        if (run.Results.IsJson || all)
        {
            var commits = await client.Versions.LogAsync(found.Id, Math.Min(wanted, PageMax), run.CancellationToken)
                .Take(wanted).ToListAsync(run.CancellationToken);
            if (run.Results.IsJson)
            {
                run.Results.WriteRows([], commits, static _ => []);
                return;
            }

            WriteRuns(run, [.. commits.Select(commit => new CommitRun(commit))]);
            return;
        }

        var runs = new List<CommitRun>();
        var read = 0;
        await foreach (var commit in client.Versions.LogAsync(found.Id, PageMax, run.CancellationToken))
        {
            var belongs = runs.Count > 0 && runs[^1].TryAdd(commit);
            if (!belongs && runs.Count == wanted)
            {
                break;
            }

            if (!belongs)
            {
                runs.Add(new CommitRun(commit));
            }

            if (++read == ReadMax)
            {
                run.Notes.Say($"Only the newest {ReadMax} commits were looked at; --json -n lists more.");
                break;
            }
        }

        WriteRuns(run, runs);
    }

    private static void WriteRuns(Invocation run, List<CommitRun> runs) => run.Results.WriteRows(
        ["NUMBER", "ID", "CREATED", "AUTHOR", "OPERATION", "ITEMS", "ANNOTATIONS", "MESSAGE", "FROM"], runs,
        one =>
        [
            one.Number, one.Newest.Id, one.Newest.CreatedAt, one.Newest.Author, one.Operation, Line(one.Items),
            Line(one.Annotations), one.Newest.Message, string.Join(' ', one.OtherParents),
        ]);

    /// <summary><c>+2 -1 ~3</c>: added, removed, changed; what is 0 is left out.</summary>
    private static string Line(ChangeCounts counts) => string.Join(' ', new[]
    {
        Part('+', counts.Added), Part('-', counts.Removed), Part('~', counts.Changed),
    }.OfType<string>());

    private static string? Part(char sign, long count) =>
        count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{sign}{count}");
}
