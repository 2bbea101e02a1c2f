using System.CommandLine;
using System.Globalization;
using Venn.Cli.Hosting;
using Venn.Cli.Selection;
using Venn.Protocol.Versions;

namespace Venn.Cli.Commands.Versions;

internal static class LogCommand
{
    private const int DefaultLimit = 50;

    public static Command Create(CliRuntime runtime)
    {
        var dataset = new Argument<string>("dataset") { Description = DatasetName.Help };
        var limit = new Option<int>("--limit", "-n")
        {
            Description = "At most so many commits",
            HelpName = "N",
            DefaultValueFactory = static _ => DefaultLimit,
        };
        var command = new Command("log", "Show a dataset's commits, newest first: who, when, what") { dataset, limit };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var found = await DatasetName.ResolveAsync(client, run.Get(dataset), run.CancellationToken);
            var wanted = Math.Max(1, run.Get(limit));
            var commits = new List<Commit>();
            await foreach (var commit in client.Versions.LogAsync(
                found.Id, Math.Min(wanted, 1000), run.CancellationToken))
            {
                commits.Add(commit);
                if (commits.Count == wanted)
                {
                    break;
                }
            }

            run.Results.WriteRows(
                ["NUMBER", "ID", "CREATED", "AUTHOR", "OPERATION", "MESSAGE", "PARENTS"], commits,
                commit =>
                [
                    commit.Sequence.ToString(CultureInfo.InvariantCulture), commit.Id, commit.CreatedAt, commit.Author,
                    commit.Operation, commit.Message, string.Join(' ', commit.Parents),
                ]);
        });
        return command;
    }
}
