using System.Text.Json.Nodes;
using Venn.Cli.Hosting;
using Venn.Cli.Tests.Fakes;

namespace Venn.Cli.Tests.Journeys;

/// <summary>Rules of retention, holds, collection and erasure, against the real server.</summary>
public sealed class UpkeepJourneys(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task History_is_kept_as_long_as_a_rule_says()
    {
        await ImportAsync("kept");
        await DoneAsync("snapshot", "create", "kept/golden", "v1");
        await DoneAsync("snapshot", "hold", "kept/golden", "v1", "--reason", "the audit");
        var held = await server.RunAsync("snapshot", "delete", "kept/golden", "v1");
        await DoneAsync("snapshot", "release", "kept/golden", "v1");
        await DoneAsync("snapshot", "delete", "kept/golden", "v1");
        for (var i = 0; i < 3; i++)
        {
            folder.Write("one.jpg", $"one {i}");
            await DoneAsync("import", folder.Root, "-p", "kept", "-d", "golden");
        }

        var old = (string)JsonNode.Parse(await DoneAsync("log", "kept/golden", "--json"))!.AsArray()[^2]!["id"]!;
        await DoneAsync("retention", "set", "kept/golden", "--commits", "1");
        var rule = JsonNode.Parse(await DoneAsync("retention", "show", "kept/golden", "--json"))!;
        var told = JsonNode.Parse(await DoneAsync("collect", "--dry-run", "--grace-hours", "0", "--json"))!;
        var done = JsonNode.Parse(await DoneAsync("collect", "--grace-hours", "0", "--json"))!;
        var gone = await server.RunAsync("item", "list", "kept/golden", "--at", old);
        await DoneAsync("verify", "kept/golden");
        var wrong = await server.RunAsync("retention", "set", "kept/golden");
        var bad = await server.RunAsync("retention", "set", "kept/golden", "--commits", "0");

        Assert.Equal(ExitCodes.Refused, held.ExitCode);
        Assert.Contains("the audit", held.Error, StringComparison.Ordinal);
        Assert.Equal(1, (int)rule["commits"]!);
        Assert.True((int)told["commitsForgotten"]! > 1, told.ToJsonString());
        Assert.True((int)done["revisionsRemoved"]! > 1, done.ToJsonString());
        Assert.Equal(ExitCodes.Refused, gone.ExitCode);
        Assert.Contains("not kept any more", gone.Error, StringComparison.Ordinal);
        Assert.Equal((ExitCodes.BadUsage, ExitCodes.Refused), (wrong.ExitCode, bad.ExitCode));
    }

    [Fact]
    public async Task An_item_is_erased_from_everywhere()
    {
        folder.Write("two.jpg", "two");
        await ImportAsync("erase");
        await DoneAsync("clone", "erase/golden", "work");
        var silent = await server.RunAsync("erase", "erase/golden", "--item", "/one.jpg");
        var unasked = await server.RunAsync("erase", "erase/golden", "--item", "/one.jpg", "--reason", "request 7");
        var plan = JsonNode.Parse(await DoneAsync("erase", "erase/golden", "--item", "/one.jpg", "--dry-run", "--json"))!;
        await DoneAsync("item", "show", "erase/golden", "/one.jpg");
        var report = JsonNode.Parse(await DoneAsync("erase", "erase/golden", "--where", "filename=/one.jpg", "--reason", "request 7", "--yes", "--json"))!;
        var gone = await server.RunAsync("item", "show", "erase/work", "/one.jpg");
        var log = JsonNode.Parse(await DoneAsync("log", "erase/work", "-n", "1", "--json"))![0]!;

        Assert.Equal(ExitCodes.BadUsage, silent.ExitCode);
        Assert.Equal(ExitCodes.BadUsage, unasked.ExitCode);
        Assert.Contains("--yes", unasked.Error, StringComparison.Ordinal);
        Assert.Equal(2, plan["datasets"]!.AsArray().Count);
        Assert.Equal((1, 2), ((int)report["itemsCount"]!, (int)report["datasetsCount"]!));
        Assert.Equal(ExitCodes.NotFound, gone.ExitCode);
        Assert.Equal(("erase", "request 7"), ((string)log["operation"]!, (string)log["message"]!));
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
}
