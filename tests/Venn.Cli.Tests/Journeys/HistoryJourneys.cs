using System.Text.Json.Nodes;
using Venn.Cli.Hosting;
using Venn.Cli.Tests.Fakes;

namespace Venn.Cli.Tests.Journeys;

/// <summary>What a user does with a past, against the real server.</summary>
public sealed class HistoryJourneys(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_past_state_is_read_by_at()
    {
        await ImportAsync("travel");
        var head = await HeadAsync("travel/golden");
        await SetAsync("travel/golden", "weather", "rain");
        folder.Write("two.jpg", "two");
        await DoneAsync("import", folder.Root, "-p", "travel", "-d", "golden");

        var then = JsonNode.Parse(await DoneAsync("item", "show", "travel/golden", "one.jpg", "--at", head, "--json"))!;
        var now = JsonNode.Parse(await DoneAsync("item", "show", "travel/golden", "one.jpg", "--json"))!;
        var list = JsonNode.Parse(await DoneAsync("item", "list", "travel/golden", "--at", head, "--json"))!.AsArray();
        var count = await DoneAsync("query", "travel/golden", "--count", "--at", head);
        await DoneAsync("clone", "travel/golden", "then", "--at", head);
        var diff = JsonNode.Parse(await DoneAsync("diff", "travel/golden", "--from", head, "--to", "travel/then", "--json"))!;
        await DoneAsync("export", "travel/golden", folder.PathOf("out"), "--at", head);
        var wrong = await server.RunAsync("item", "list", "travel/golden", "--at", "2999-01-01T00:00:00Z");

        Assert.Null(then["metadata"]?["user"]?["weather"]);
        Assert.Equal("rain", (string)now["metadata"]!["user"]!["weather"]!);
        Assert.Single(list);
        Assert.Equal("1", count.Trim());
        Assert.Equal(0, (int)diff["totalItemsCount"]!);
        Assert.True(File.Exists(folder.PathOf("out/items/one.jpg")));
        Assert.False(File.Exists(folder.PathOf("out/items/two.jpg")));
        Assert.Equal(ExitCodes.Refused, wrong.ExitCode);
        Assert.Contains("2999-01-01T00:00:00Z", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_earlier_file_of_an_item_is_listed_and_downloaded()
    {
        await ImportAsync("files");
        var first = await File.ReadAllTextAsync(folder.PathOf("one.jpg"), Cancellation);
        folder.Write("one.jpg", "another one");
        await DoneAsync("import", folder.Root, "-p", "files", "-d", "golden");

        var revisions = JsonNode.Parse(await DoneAsync("item", "revisions", "files/golden", "one.jpg", "--json"))!.AsArray();
        await DoneAsync("item", "download", "files/golden", "one.jpg", "--revision", "1", "-o", folder.PathOf("by-number"));
        await DoneAsync(
            "item", "download", "files/golden", "one.jpg", "-r", (string)revisions[0]!["id"]!, "-o", folder.PathOf("by-id"));
        var wrong = await server.RunAsync("item", "download", "files/golden", "one.jpg", "-r", "9", "-o", folder.PathOf("none"));

        Assert.Equal([(2, true), (1, false)], revisions.Select(r => ((int)r!["version"]!, (bool)r["current"]!)));
        Assert.Equal(first, await File.ReadAllTextAsync(folder.PathOf("by-number"), Cancellation));
        Assert.Equal("another one", await File.ReadAllTextAsync(folder.PathOf("by-id"), Cancellation));
        Assert.Equal(ExitCodes.NotFound, wrong.ExitCode);
        Assert.False(File.Exists(folder.PathOf("none")));
    }

    [Fact]
    public async Task A_conflict_is_settled_by_a_person_or_by_a_file()
    {
        await ImportAsync("settle");
        await DoneAsync("clone", "settle/golden", "work");
        await DoneAsync("clone", "settle/golden", "other");
        await SetAsync("settle/golden", "weather", "sun");
        await SetAsync("settle/work", "weather", "rain");
        await SetAsync("settle/other", "weather", "snow");

        var refused = await server.RunAsync("merge", "--into", "settle/golden", "settle/work");
        var alone = await server.RunAsync("merge", "--into", "settle/golden", "settle/work", "--interactive");
        var stopped = await server.RunWithAnswersAsync("what\nq\n", "merge", "--into", "settle/golden", "settle/work", "-i");
        var preview = JsonNode.Parse(await DoneAsync("merge", "--into", "settle/golden", "settle/other", "--preview", "--json"))!;
        var before = await WeatherAsync("settle/golden");
        var asked = await server.RunWithAnswersAsync("t\n", "merge", "--into", "settle/golden", "settle/work", "-i", "-m", "by hand");
        var afterAsked = await WeatherAsync("settle/golden");
        folder.Write("choices.json", new JsonArray(new JsonObject
        {
            ["relation"] = "items", ["id"] = preview["conflicts"]![0]!["id"]!.DeepClone(),
            ["fields"] = new JsonObject { ["metadata.user.weather"] = "theirs" },
        }).ToJsonString());
        await DoneAsync("merge", "--into", "settle/golden", "settle/other", "--choices", folder.PathOf("choices.json"));

        var settled = JsonNode.Parse(await DoneAsync(
            "log", "settle/golden", "--settled", await HeadAsync("settle/golden"), "--json"))!.AsArray();
        var table = await DoneAsync("log", "settle/golden", "--settled", await HeadAsync("settle/golden"));

        Assert.Equal(
            """[{"key":"metadata.user.weather","side":"theirs","by":"choice"}]""", Assert.Single(settled)!["keys"]!.ToJsonString());
        Assert.Contains("metadata.user.weather", table, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Conflicts, refused.ExitCode);
        Assert.Contains("metadata.user.weather", refused.Out, StringComparison.Ordinal);
        Assert.Contains("rain", refused.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.BadUsage, alone.ExitCode);
        Assert.Equal(ExitCodes.Cancelled, stopped.ExitCode);
        Assert.Equal("sun", before);
        Assert.True(asked.ExitCode == ExitCodes.Done, asked.Error);
        Assert.Equal("rain", afterAsked);
        Assert.Equal("snow", await WeatherAsync("settle/golden"));
    }

    [Fact]
    public async Task Unknown_choices_are_named()
    {
        await ImportAsync("choices");
        await DoneAsync("clone", "choices/golden", "work");
        await SetAsync("choices/work", "weather", "rain");
        var id = (string)JsonNode.Parse(await DoneAsync("item", "show", "choices/golden", "one.jpg", "--json"))!["id"]!;
        folder.Write("unknown.json", $$"""[{"relation": "items", "id": "{{id}}", "whole": "ours"}]""");
        folder.Write("broken.json", "{");

        var unknown = await server.RunAsync("merge", "--into", "choices/golden", "choices/work", "--choices", folder.PathOf("unknown.json"));
        var broken = await server.RunAsync("merge", "--into", "choices/golden", "choices/work", "--choices", folder.PathOf("broken.json"));

        Assert.Equal(ExitCodes.Refused, unknown.ExitCode);
        Assert.Contains(id, unknown.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.BadUsage, broken.ExitCode);
    }

    [Fact]
    public async Task What_was_done_is_undone()
    {
        await ImportAsync("undo");
        await SetAsync("undo/golden", "other", "here");
        var good = await HeadAsync("undo/golden");
        await DoneAsync("clone", "undo/golden", "work");
        await SetAsync("undo/golden", "weather", "rain");
        var wrong = await HeadAsync("undo/golden");
        await SetAsync("undo/golden", "other", "kept");

        await DoneAsync("revert", "undo/golden", wrong);
        var reverted = await WeatherAsync("undo/golden");
        await DoneAsync("cherry-pick", "undo/work", wrong);
        var picked = await WeatherAsync("undo/work");
        var item = (string)JsonNode.Parse(await DoneAsync("item", "show", "undo/golden", "one.jpg", "--json"))!["id"]!;
        await server.Client.Items.DeleteAsync(item, Cancellation);
        await DoneAsync("restore", "undo/golden", good, "/one.jpg");
        await DoneAsync("dataset", "delete", "undo/work", "--yes");
        await DoneAsync("undelete", "undo/work");

        Assert.Null(reverted);
        Assert.Equal("rain", picked);
        Assert.Equal(item, (string)JsonNode.Parse(await DoneAsync("item", "show", "undo/golden", "one.jpg", "--json"))!["id"]!);
        Assert.Equal("rain", await WeatherAsync("undo/work"));
        Assert.Equal(ExitCodes.BadUsage, (await server.RunAsync("restore", "undo/golden", good)).ExitCode);
    }

    [Fact]
    public async Task Who_made_what_is_told()
    {
        await ImportAsync("origin");
        await DoneAsync("clone", "origin/golden", "work");
        await SetAsync("origin/work", "weather", "rain");
        await DoneAsync("merge", "--into", "origin/golden", "origin/work");
        var item = (string)JsonNode.Parse(await DoneAsync("item", "show", "origin/golden", "one.jpg", "--json"))!["id"]!;

        var log = JsonNode.Parse(await DoneAsync("log", "--item", item, "--json"))!.AsArray();
        var byPath = await DoneAsync("log", "origin/golden", "--item", "/one.jpg");
        var blame = JsonNode.Parse(await DoneAsync("blame", "origin/golden", "one.jpg", "--json"))!;
        var words = await DoneAsync("blame", item);
        var graph = await DoneAsync("graph", "origin/work");

        Assert.Equal(2, log.Count);
        Assert.Contains("metadata.user", byPath, StringComparison.Ordinal);
        Assert.Equal("work", (string)blame["fields"]!.AsArray()
            .Single(f => (string)f!["field"]! == "metadata.user.weather")!["datasetName"]!);
        Assert.Contains("metadata.user.weather\t", words, StringComparison.Ordinal);
        Assert.Contains("work\tmerge\tgolden", graph, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.BadUsage, (await server.RunAsync("log")).ExitCode);
    }

    [Fact]
    public async Task An_archive_goes_out_and_in_and_both_verify()
    {
        await ImportAsync("proof");
        await DoneAsync("archive", "export", "proof/golden", folder.PathOf("golden.zip"));
        var again = await server.RunAsync("archive", "export", "proof/golden", folder.PathOf("golden.zip"));
        await DoneAsync("archive", "import", folder.PathOf("golden.zip"), "proof/copy");
        var one = JsonNode.Parse(await DoneAsync("verify", "proof/golden", "--json"))!;
        var two = JsonNode.Parse(await DoneAsync("verify", "proof/copy", "--json"))!;
        await DoneAsync("verify", "--no-files");
        await File.WriteAllTextAsync(folder.PathOf("bad.zip"), "no archive", Cancellation);
        var bad = await server.RunAsync("archive", "import", folder.PathOf("bad.zip"), "proof/bad");

        Assert.Equal(ExitCodes.BadUsage, again.ExitCode);
        Assert.Equal((string)one["digest"]!, (string)two["digest"]!);
        Assert.Equal(0, (int)two["problemsCount"]!);
        Assert.Equal(ExitCodes.CommandFailed, bad.ExitCode);
    }

    [Fact]
    public async Task A_frozen_dataset_tells_why()
    {
        await ImportAsync("frozen");
        await DoneAsync("freeze", "frozen/golden", "the audit runs");
        folder.Write("two.jpg", "two");

        var refused = await server.RunAsync("rollback", "frozen/golden", "1");
        await DoneAsync("unfreeze", "frozen/golden");
        await DoneAsync("import", folder.Root, "-p", "frozen", "-d", "golden");

        Assert.Equal(ExitCodes.Refused, refused.ExitCode);
        Assert.Contains("the audit runs", refused.Error, StringComparison.Ordinal);
    }

    private async Task<string> DoneAsync(params IReadOnlyList<string> args)
    {
        var run = await server.RunAsync(args);
        Assert.True(run.ExitCode == ExitCodes.Done, $"venn {string.Join(' ', args)}: {run.ExitCode}\n{run.Error}{run.Out}");
        return run.Out;
    }

    private async Task ImportAsync(string project)
    {
        folder.Write("one.jpg", $"{project} one");
        await DoneAsync("import", folder.Root, "-p", project, "-d", "golden");
    }

    private async Task<string> HeadAsync(string dataset) =>
        (string)JsonNode.Parse(await DoneAsync("log", dataset, "-n", "1", "--json"))![0]!["id"]!;

    private async Task SetAsync(string dataset, string key, string value)
    {
        var shown = JsonNode.Parse(await DoneAsync("item", "show", dataset, "one.jpg", "--json"))!;
        await server.Client.Items.UpdateAsync(
            (string)shown["id"]!,
            new JsonObject { ["metadata"] = new JsonObject { ["user"] = new JsonObject { [key] = value } } },
            cancellationToken: Cancellation);
    }

    private async Task<string?> WeatherAsync(string dataset) =>
        (string?)JsonNode.Parse(await DoneAsync("item", "show", dataset, "one.jpg", "--json"))!["metadata"]?["user"]?["weather"];
}
