using System.Text.Json.Nodes;
using Venn.Cli.Hosting;
using Venn.Cli.Tests.Fakes;

namespace Venn.Cli.Tests.Journeys;

/// <summary>What a user counts, keeps and asks about, against the real server.</summary>
public sealed class FacetJourneys(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_dataset_is_counted_as_a_table_and_as_json()
    {
        await ImportAsync("count");

        var usual = await DoneAsync("facets", "count/golden");
        var asked = await DoneAsync("facets", "count/golden", "--by", "dir:/1", "--by", "metadata.user.weather", "--histogram", "metadata.system.size:5");
        var json = JsonNode.Parse(await DoneAsync("facets", "count/golden", "--by", "item.type", "--histogram", "box.width:q2", "--together", "label:10", "--json"))!;
        var wrong = await server.RunAsync("facets", "count/golden", "--by", "label:many");
        var refused = await server.RunAsync("facets", "count/golden", "--histogram", "x:0");

        Assert.Contains("label\tapple\t8", usual, StringComparison.Ordinal);
        Assert.Contains("dir\t/train\t6", asked, StringComparison.Ordinal);
        Assert.Contains("(none)", asked, StringComparison.Ordinal);
        Assert.Equal("file", (string)json["facets"]![0]!["values"]![0]!["value"]!);
        Assert.Equal(8, (int)json["facets"]![1]!["count"]!);
        Assert.Equal(ExitCodes.BadUsage, wrong.ExitCode);
        Assert.Contains("label:20", wrong.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Refused, refused.ExitCode);
        Assert.Contains("$.facets[0].buckets", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slice_is_saved_read_cloned_compared_and_forgotten()
    {
        await ImportAsync("slices");

        await DoneAsync("slice", "save", "slices/golden", "train", "--where", "filename=/train/*", "--pin", "-m", "for the model");
        await DoneAsync("slice", "save", "slices/golden", "set", "--split", "a=3,b=1", "--seed", "7");
        var list = await DoneAsync("slice", "list", "slices/golden");
        var shown = await DoneAsync("slice", "show", "slices/golden", "train", "--digest");
        var count = await DoneAsync("query", "slices/golden", "--count", "--slice", "train");
        var parts = await DoneAsync("query", "slices/golden", "--count", "--slice", "set-a");
        await DoneAsync("clone", "slices/golden", "copy", "--slice", "train");
        var diff = JsonNode.Parse(await DoneAsync("diff", "slices/golden", "--from", "slice:train", "--to", "slices/copy", "--json"))!;
        await DoneAsync("export", "slices/golden", folder.PathOf("out"), "--slice", "train");
        await DoneAsync("slice", "manifest", "slices/golden", "train", "-o", folder.PathOf("m.ndjson"));
        await DoneAsync("slice", "slices/golden", "half", "--sample", "50%", "--seed", "x");
        var half = await DoneAsync("query", "slices/half", "--count");
        var twice = await server.RunAsync("slice", "save", "slices/golden", "train");
        var both = await server.RunAsync("query", "slices/golden", "--slice", "train", "--at", "1");
        await DoneAsync("slice", "save", "slices/golden", "now@all", "--where", "filename=/train/*");
        var then = await DoneAsync("query", "slices/golden", "--count", "--slice", "now@all", "--at", "1");
        var came = JsonNode.Parse(await DoneAsync("diff", "slices/golden", "--from", "slice:now@all@1", "--to", "slice:now@all", "--json"))!;
        await DoneAsync("snapshot", "create", "slices/golden", "v1@prod");
        var same = JsonNode.Parse(await DoneAsync("diff", "slices/golden", "--from", "slice:now@all@v1@prod", "--to", "slice:now@all", "--json"))!;
        var none = await server.RunAsync("slice", "slices/golden");
        var unknown = await server.RunAsync("query", "slices/golden", "--slice", "nothing");
        await DoneAsync("slice", "delete", "slices/golden", "train");
        await DoneAsync("slice", "delete", "slices/golden", "now@all");

        Assert.Contains("set-a", list, StringComparison.Ordinal);
        Assert.Contains("set-b", list, StringComparison.Ordinal);
        Assert.Contains("sha256:", shown, StringComparison.Ordinal);
        Assert.Equal("6", count.Trim());
        Assert.Equal("6", parts.Trim());
        Assert.Equal(0, (int)diff["totalItemsCount"]!);
        Assert.Equal(6, Directory.GetFiles(folder.PathOf("out/items/train")).Length);
        Assert.Equal(7, (await File.ReadAllLinesAsync(folder.PathOf("m.ndjson"), TestContext.Current.CancellationToken)).Length);
        Assert.Equal("4", half.Trim());
        Assert.Equal(ExitCodes.Refused, twice.ExitCode);
        Assert.Equal(ExitCodes.Refused, both.ExitCode);
        Assert.Contains("stays with a commit of its own", both.Error, StringComparison.Ordinal);
        Assert.Equal("0", then.Trim());
        Assert.Equal(0, (int)same["totalItemsCount"]!);
        Assert.Equal(7, (int)came["totalItemsCount"]!); // The directory, too.
        Assert.Equal(ExitCodes.BadUsage, none.ExitCode);
        Assert.Equal(ExitCodes.NotFound, unknown.ExitCode);
        Assert.DoesNotContain("train", await DoneAsync("slice", "list", "slices/golden"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_is_explained()
    {
        await ImportAsync("explain");

        var table = await DoneAsync("query", "explain/golden", "--label", "apple", "--where", "filename=/train/*", "--explain");
        var json = JsonNode.Parse(await DoneAsync("query", "explain/golden", "--where", "annotationsCount>0", "--explain", "--json"))!;

        Assert.Contains("pattern: $path like \"/train/*\"", table, StringComparison.Ordinal);
        Assert.Contains("join: has an annotation", table, StringComparison.Ordinal);
        Assert.Equal("filter", (string)json["steps"]![0]!["name"]!);
        Assert.Equal(8, (int)json["totalItemsCount"]!);
    }

    [Fact]
    public async Task Annotations_are_added_listed_changed_and_deleted()
    {
        await ImportAsync("boxes");
        folder.Write("new.json", """[{"type": "box", "label": "pear", "coordinates": [{"x": 0, "y": 0}, {"x": 100, "y": 50}]}]""");

        var added = JsonNode.Parse(await DoneAsync("annotation", "add", "boxes/golden", "train/0.txt", "--file", folder.PathOf("new.json"), "--json"))!;
        var id = (string)added[0]!["id"]!;
        var large = JsonNode.Parse(await DoneAsync("annotation", "list", "boxes/golden", "--where", "box.area>4000", "--json"))!.AsArray();
        var changed = JsonNode.Parse(await DoneAsync("annotation", "update", id, "--set", "label=plum", "--json"))!;
        var ofItem = await DoneAsync("annotation", "list", "boxes/golden", "train/0.txt");
        var unasked = await server.RunAsync("annotation", "delete", id);
        await DoneAsync("annotation", "delete", id, "--yes");
        var gone = await server.RunAsync("annotation", "show", id);
        var wrong = await server.RunAsync("annotation", "add", "boxes/golden", "train/0.txt", "--file", folder.Write("bad.json", "5"));

        Assert.Equal(id, (string)Assert.Single(large)!["id"]!);
        Assert.Equal("plum", (string)changed[0]!["label"]!);
        Assert.Contains("apple", ofItem, StringComparison.Ordinal);
        Assert.Contains("plum", ofItem, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.BadUsage, unasked.ExitCode);
        Assert.Equal(ExitCodes.NotFound, gone.ExitCode);
        Assert.Equal(ExitCodes.BadUsage, wrong.ExitCode);
    }

    private async Task ImportAsync(string project)
    {
        for (var i = 0; i < 8; i++)
        {
            var directory = i < 6 ? "train" : "test";
            folder.Write($"items/{directory}/{i}.txt", $"file {i}");
            folder.Write(
                $"json/{directory}/{i}.json",
                """{"annotations": [{"type": "box", "label": "apple", "coordinates": [{"x": 0, "y": 0}, {"x": 10, "y": 20}]}]}""");
        }

        await DoneAsync("import", folder.Root, "-p", project, "-d", "golden");
    }

    private async Task<string> DoneAsync(params string[] args)
    {
        var run = await server.RunAsync(args);
        Assert.True(run.ExitCode == ExitCodes.Done, $"venn {string.Join(' ', args)}: {run.ExitCode}\n{run.Error}");
        return run.Out;
    }
}
