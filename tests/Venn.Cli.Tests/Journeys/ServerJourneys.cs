using System.Text.Json.Nodes;
using Venn.Cli.Hosting;
using Venn.Cli.Tests.Fakes;

namespace Venn.Cli.Tests.Journeys;

/// <summary>What a user does, against the real server.</summary>
public sealed class ServerJourneys(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_demo_runs_to_its_end_on_a_server_of_its_own()
    {
        var run = await server.RunAsync("demo", "--count", "40", "--json", "--keep", folder.PathOf("kept"));

        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        var steps = JsonNode.Parse(run.Out)!.AsArray();
        Assert.True(steps.Count >= 12, $"only {steps.Count} steps");
        Assert.All(steps, step => Assert.NotNull(step!["addedBytes"]));
        Assert.True(File.Exists(folder.PathOf("kept/signing.key")));
    }

    [Fact]
    public async Task Import_again_and_again_then_export_gives_what_went_in()
    {
        WriteFruit("golden");

        var first = await server.RunAsync("import", folder.Root, "-p", "import", "-d", "golden", "--json");
        var second = await server.RunAsync("import", folder.Root, "-p", "import", "-d", "golden", "--json");
        var exported = await server.RunAsync("export", "import/golden", folder.PathOf("out"));
        var third = await server.RunAsync("import", folder.PathOf("out"), "-p", "import", "-d", "golden", "--json");

        Assert.True(first.ExitCode == ExitCodes.Done, first.Error);
        Assert.Equal((3, 0, 4), Counts(first));
        Assert.Equal((0, 3, 0), Counts(second));
        Assert.True(exported.ExitCode == ExitCodes.Done, exported.Error);
        Assert.Equal((0, 3, 0), Counts(third));
        Assert.Equal("golden one", await File.ReadAllTextAsync(folder.PathOf("out/items/train/one.jpg"), Cancellation));
    }

    [Fact]
    public async Task Clone_edit_merge_diff_snapshot_and_roll_back()
    {
        WriteFruit("versions");
        await DoneAsync("import", folder.Root, "-p", "versions", "-d", "golden");
        await DoneAsync("snapshot", "create", "versions/golden", "v1", "-m", "before", "--digest");
        await DoneAsync("clone", "versions/golden", "work");
        await DoneAsync("slice", "versions/golden", "pears", "--label", "pear");
        folder.Write("items/train/four.jpg", "a fourth");
        await DoneAsync("import", folder.Root, "-p", "versions", "-d", "work");

        var count = await DoneAsync("query", "versions/pears", "--count");
        var diff = JsonNode.Parse(await DoneAsync("diff", "versions/golden", "--from", "v1", "--to", "versions/work", "--json"))!;
        var preview = JsonNode.Parse(
            await DoneAsync("merge", "merged", "versions/golden", "versions/work", "--preview", "--json"))!;
        await DoneAsync("merge", "merged", "versions/golden", "versions/work");
        var merged = JsonNode.Parse(await DoneAsync("item", "list", "versions/merged", "--json"))!.AsArray();
        await DoneAsync("import", folder.Root, "-p", "versions", "-d", "golden");
        await DoneAsync("rollback", "versions/golden", "v1", "-m", "too soon");
        var bare = JsonNode.Parse(await DoneAsync("diff", "versions/golden", "versions/work", "--from", "v1", "--json"))!;
        Assert.Equal(diff["summary"]!.ToJsonString(), bare["summary"]!.ToJsonString());
        var after = JsonNode.Parse(await DoneAsync("diff", "versions/golden", "--from", "v1", "--json"))!;
        var log = JsonNode.Parse(await DoneAsync("log", "versions/golden", "--json", "-n", "1"))!.AsArray();
        var digest = JsonNode.Parse(await DoneAsync("snapshot", "show", "versions/golden", "v1", "--json"))!["digest"];

        Assert.Equal("1", count.Trim());
        Assert.Equal(1, (int)diff["summary"]!["items"]!["added"]!);
        Assert.Equal("/train/four.jpg", (string)diff["items"]![0]!["filename"]!);
        Assert.Equal(0, (int)preview["conflictsCount"]!);
        Assert.Equal(4, merged.Count);
        Assert.Equal(0, (int)after["totalItemsCount"]!);
        Assert.Equal(("rollback", "too soon"), ((string)log[0]!["operation"]!, (string)log[0]!["message"]!));
        Assert.StartsWith("sha256:", (string)digest!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conflict_is_named_in_the_preview_and_refuses_the_policy_fail()
    {
        WriteFruit("conflict");
        await DoneAsync("import", folder.Root, "-p", "conflict", "-d", "golden");
        await DoneAsync("clone", "conflict/golden", "work");
        await SetWeatherAsync("conflict/golden", "rain");
        await SetWeatherAsync("conflict/work", "sun");

        var preview = await server.RunAsync("merge", "m", "conflict/golden", "conflict/work", "--preview", "--policy", "fail");
        var refused = await server.RunAsync("merge", "m", "conflict/golden", "conflict/work", "--policy", "fail");

        Assert.Contains("metadata.user.weather", preview.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.CommandFailed, refused.ExitCode);
        Assert.Equal(ExitCodes.NotFound, (await server.RunAsync("dataset", "show", "conflict/m")).ExitCode);
    }

    [Fact]
    public async Task Deleting_the_source_leaves_the_clone_whole()
    {
        WriteFruit("delete");
        await DoneAsync("import", folder.Root, "-p", "delete", "-d", "golden");
        await DoneAsync("clone", "delete/golden", "work");

        await DoneAsync("dataset", "delete", "delete/golden", "--yes");
        await DoneAsync("item", "download", "delete/work", "train/one.jpg", "-o", folder.PathOf("got.jpg"));

        Assert.Equal("delete one", await File.ReadAllTextAsync(folder.PathOf("got.jpg"), Cancellation));
        Assert.Equal(ExitCodes.NotFound, (await server.RunAsync("dataset", "show", "delete/golden")).ExitCode);
    }

    [Theory]
    [InlineData(ExitCodes.NotFound, "dataset", "show", "65f000000000000000000020")]
    [InlineData(ExitCodes.NotFound, "dataset", "create", "d", "--project", "no such project")]
    [InlineData(ExitCodes.NotAllowed, "project", "list", "--token", "not.a.token")]
    [InlineData(ExitCodes.NoServer, "project", "list", "--url", "http://127.0.0.1:1")]
    public async Task A_mistake_has_its_exit_code_and_a_sentence(int code, params string[] line)
    {
        var run = await server.RunAsync(line);
        Assert.Equal(code, run.ExitCode);
        Assert.StartsWith("venn: ", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_with_its_name()
    {
        await DoneAsync("project", "create", "taken");
        var project = await server.RunAsync("project", "create", "taken");
        await DoneAsync("dataset", "create", "d", "--project", "taken");
        var dataset = await server.RunAsync("dataset", "create", "d", "--project", "taken");

        Assert.Equal(ExitCodes.Refused, project.ExitCode);
        Assert.Contains("taken", project.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Refused, dataset.ExitCode);
    }

    private async Task<string> DoneAsync(params IReadOnlyList<string> args)
    {
        var run = await server.RunAsync(args);
        Assert.True(run.ExitCode == ExitCodes.Done, $"venn {string.Join(' ', args)}: {run.ExitCode}\n{run.Error}");
        return run.Out;
    }

    /// <summary>Three files in two folders, four annotations whose filenames lie.</summary>
    private void WriteFruit(string content)
    {
        folder.Write("items/train/one.jpg", $"{content} one");
        folder.Write("items/train/two.jpg", $"{content} two");
        folder.Write("items/validation/one.jpg", $"{content} three");
        folder.Write("json/train/one.json", Annotations("/train/one.jpg", "apple", "apple"));
        folder.Write("json/train/two.json", Annotations("/train/two.jpg", "pear"));
        folder.Write("json/validation/one.json", Annotations("/test/one.jpg", "apple"));
    }

    private static string Annotations(string filename, params IEnumerable<string> labels) => new JsonObject
    {
        ["filename"] = filename,
        ["annotations"] = new JsonArray([.. labels.Select((label, i) => JsonNode.Parse(
            $$"""
            {"type": "box", "label": "{{label}}", "attributes": [], "metadata": {"system": {"automated": true} },
             "coordinates": [{"x": {{i}}.0, "y": 0, "z": 0}, {"x": 207.0, "y": 19.5, "z": 0}]}
            """))]),
        ["itemMetadata"] = new JsonObject { ["user"] = new JsonObject { ["weather"] = "fog" } },
    }.ToJsonString();

    private async Task SetWeatherAsync(string dataset, string weather)
    {
        var shown = JsonNode.Parse(await DoneAsync("item", "show", dataset, "train/one.jpg", "--json"))!;
        await server.Client.Items.UpdateAsync(
            (string)shown["id"]!,
            new JsonObject { ["metadata"] = new JsonObject { ["user"] = new JsonObject { ["weather"] = weather } } },
            cancellationToken: Cancellation);
    }

    private static (int Uploaded, int Unchanged, int Annotations) Counts(CliRun run)
    {
        var report = JsonNode.Parse(run.Out)!;
        return ((int)report["files"]!["uploaded"]!, (int)report["files"]!["unchanged"]!, (int)report["annotations"]!["uploaded"]!);
    }
}
