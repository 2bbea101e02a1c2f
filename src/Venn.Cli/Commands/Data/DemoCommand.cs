using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Venn.Cli.Demo;
using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Client;

namespace Venn.Cli.Commands.Data;

internal static class DemoCommand
{
    private const int DefaultCount = 200;
    private const int CountMax = 100_000;
    private const int DefaultSeed = 20;

    public static Command Create(CliRuntime runtime)
    {
        var count = new Option<int>("--count")
        {
            Description = "Scenes to draw",
            HelpName = "N",
            DefaultValueFactory = static _ => DefaultCount,
        };
        var seed = new Option<int>("--seed")
        {
            Description = "Draws the same scenes again",
            HelpName = "N",
            DefaultValueFactory = static _ => DefaultSeed,
        };
        var keep = new Option<string?>("--keep")
        {
            Description = "Keep the data in this directory, which must be empty",
            HelpName = "DIR",
        };
        var command = new Command(
            "demo", "Draw scenes with known annotations, then clone, slice, edit, merge, diff, snapshot and roll back. "
            + "Starts a server of its own unless --url names one")
        {
            count, seed, keep,
        };
        runtime.Handle(command, async run =>
        {
            if (run.Get(count) is < 1 or > CountMax)
            {
                throw new CliException(ExitCodes.BadUsage, $"--count is {run.Get(count)}; give 1 to {CountMax}.");
            }

            var usesRunning = run.Get(GlobalOptions.Url) is not null;
            if (usesRunning && run.Get(keep) is not null)
            {
                throw new CliException(
                    ExitCodes.BadUsage, "--keep is for a server of the demo's own: leave out --url, or --keep.");
            }

            var task = usesRunning
                ? RunOnRunningAsync(run, run.Get(count), run.Get(seed))
                : RunOnOwnAsync(run, run.Get(count), run.Get(seed), run.Get(keep));
            Write(run, await task);
        });
        return command;
    }

    private static async Task<IReadOnlyList<DemoStep>> RunOnRunningAsync(Invocation run, int count, int seed)
    {
        var client = await run.ConnectAsync();
        var now = run.Environment.Clock.GetUtcNow();
        var name = "demo " + now.ToString("yyyy-MM-dd HH.mm.ss", CultureInfo.InvariantCulture);
        var steps = await new DemoRunner(client, null, count, seed, run.Notes.Say, run.CancellationToken)
            .RunAsync(name);
        run.Notes.Say($"Look around in project '{name}'; 'venn project delete \"{name}\"' removes it.");
        return steps;
    }

    private static async Task<IReadOnlyList<DemoStep>> RunOnOwnAsync(Invocation run, int count, int seed, string? keep)
    {
        var directory = keep is null ? Directory.CreateTempSubdirectory("venn-demo-").FullName : run.FullPath(keep);
        if (keep is not null && Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw new CliException(ExitCodes.BadUsage, $"{directory} is not empty: name another with --keep.");
        }

        try
        {
            run.Notes.Say($"Starting a server on {directory} …");
            await using var server = await ServerProcess.StartAsync(
                run.Environment.FindLauncher(), directory, run.CancellationToken);
            var token = await run.Environment.MintToken(directory, run.CancellationToken);
            using var client = new VennClient(server.Address, token);
            var steps = await new DemoRunner(client, directory, count, seed, run.Notes.Say, run.CancellationToken)
                .RunAsync("demo");
            if (keep is not null)
            {
                run.Notes.Say($"Kept in {directory}: 'venn serve --data {directory}' serves it.");
            }

            return steps;
        }
        finally
        {
            if (keep is null)
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    private static void Write(Invocation run, IReadOnlyList<DemoStep> steps)
    {
        if (run.Results.IsJson)
        {
            run.Results.WriteJson(new JsonArray([.. steps.Select(step => new JsonObject
            {
                ["step"] = step.Name,
                ["outcome"] = step.Outcome,
                ["elapsedMs"] = Math.Round(step.Elapsed.TotalMilliseconds, 1),
                ["addedBytes"] = step.AddedBytes,
            })]));
            return;
        }

        run.Results.WriteRows(
            ["STEP", "WHAT IT DID", "TIME", "ADDED ON DISK"], steps,
            step =>
            [
                step.Name, step.Outcome, Quantities.Duration(step.Elapsed),
                step.AddedBytes is { } bytes ? Quantities.Bytes(bytes) : "-",
            ]);
        run.Notes.Say(steps.Any(step => step.AddedBytes is not null)
            ? "Added on disk: growth of the data directory, whose journal grows by whole pages and is folded in later."
            : "Added on disk is not known of a server that was running already.");
    }
}
