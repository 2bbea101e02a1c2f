using System.Text.Json.Nodes;
using Venn.Cli.Hosting;
using Venn.Cli.Tests.Fakes;

namespace Venn.Cli.Tests.Journeys;

/// <summary>Comparing and matching with their options, against the real server.</summary>
public sealed class CompareJourneys(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Diff_takes_a_filter_and_tells_how_far_boxes_agree()
    {
        await ImportAsync("compare", "golden", "/a.txt", "/b.txt");
        await DoneAsync("clone", "compare/golden", "work");
        foreach (var item in (string[])["a.txt", "b.txt"])
        {
            var id = (string)JsonNode.Parse(await DoneAsync("annotation", "list", "compare/work", item, "--json"))![0]!["id"]!;
            await server.Client.Annotations.UpdateAsync(
                id, JsonNode.Parse("""{"coordinates": [{"x": 0, "y": 0}, {"x": 10, "y": 10}]}""")!.AsObject(), TestContext.Current.CancellationToken);
        }

        var all = JsonNode.Parse(await DoneAsync("diff", "compare/golden", "compare/work", "--iou", "--json"))!;
        var one = JsonNode.Parse(await DoneAsync("diff", "compare/golden", "compare/work", "--where", "filename=/a*", "--json"))!;
        var table = await server.RunAsync("diff", "compare/golden", "compare/work", "--iou-min", "0.2", "--summary");
        var wrong = await server.RunAsync("diff", "compare/golden", "compare/work", "--iou-min", "2");

        Assert.Equal(2, (int)all["totalItemsCount"]!);
        Assert.Equal(0.5, (double)all["summary"]!["agreement"]!["meanIou"]!, 3);
        Assert.Equal("/a.txt", (string)Assert.Single(one["items"]!.AsArray())!["filename"]!);
        Assert.Null(one["summary"]!["agreement"]);
        Assert.Contains("apple", table.Out + table.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Refused, wrong.ExitCode);
    }

    [Theory]
    [InlineData("content")]
    [InlineData("path")]
    public async Task Merge_matches_items_of_unrelated_datasets(string match)
    {
        var project = $"match-{match}";
        await ImportAsync(project, "one", "/same.txt", "/left.txt");
        await DoneAsync("clone", $"{project}/one", "two", "--where", "filename=/none");
        await ImportAsync(project, "two", "/same.txt", "/right.txt");

        var preview = JsonNode.Parse(await DoneAsync(
            "merge", "--into", $"{project}/one", $"{project}/two", "--match", match, "--policy", "union", "--preview", "--json"))!;
        await DoneAsync("merge", "both", $"{project}/one", $"{project}/two", "--match", match);
        await DoneAsync("merge", "summed", $"{project}/one", $"{project}/two");
        var wrong = await server.RunAsync("merge", "none", $"{project}/one", $"{project}/two", "--match", "name");

        Assert.Equal("/same.txt", (string)Assert.Single(preview["matched"]!.AsArray())!["filename"]!);
        Assert.Equal("3", (await DoneAsync("query", $"{project}/both", "--count")).Trim());
        Assert.Equal("4", (await DoneAsync("query", $"{project}/summed", "--count")).Trim());
        Assert.NotEqual(ExitCodes.Done, wrong.ExitCode);
    }

    /// <summary>Files whose content follows their path, each with a box.</summary>
    private async Task ImportAsync(string project, string dataset, params string[] paths)
    {
        var root = Path.Combine(folder.Root, Guid.NewGuid().ToString("n"));
        foreach (var path in paths)
        {
            await WriteAsync(Path.Combine(root, "items" + path), $"{project} {path}");
            await WriteAsync(
                Path.Combine(root, "json" + Path.ChangeExtension(path, ".json")),
                """{"annotations": [{"type": "box", "label": "apple", "coordinates": [{"x": 0, "y": 0}, {"x": 10, "y": 20}]}]}""");
        }

        await DoneAsync("import", root, "-p", project, "-d", dataset);
    }

    private static async Task WriteAsync(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
    }

    private async Task<string> DoneAsync(params string[] args)
    {
        var run = await server.RunAsync(args);
        Assert.True(run.ExitCode == ExitCodes.Done, $"venn {string.Join(' ', args)}: {run.ExitCode}\n{run.Error}");
        return run.Out;
    }
}
