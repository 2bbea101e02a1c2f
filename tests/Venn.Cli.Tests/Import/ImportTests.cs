using System.Text.Json.Nodes;
using Venn.Cli.Hosting;
using Venn.Cli.Tests.Fakes;

namespace Venn.Cli.Tests.Import;

public sealed class ImportTests : IDisposable
{
    private const string OneBox =
        """
        {"filename": "/test/FILE", "annotations": [
          {"id": "old", "creator": "a@b.c", "type": "box", "label": "apple", "attributes": [],
           "metadata": {"system": {"automated": true}}, "coordinates": [{"x": 1.0, "y": 2, "z": 0}, {"x": 30, "y": 40, "z": 0}]}],
         "itemMetadata": {"system": {"size": 5}, "user": {"weather": "rain"}}}
        """;

    private readonly TemporaryFolder folder = new();
    private readonly FakeVenn server = new();

    public void Dispose()
    {
        folder.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task Import_ItemsAndJson_MatchesByPathThoughFilenamesLie()
    {
        folder.Write("items/train/a.jpg", "aaa");
        folder.Write("items/validation/a.jpg", "bbbb");
        folder.Write("json/train/a.json", OneBox.Replace("FILE", "a.jpg", StringComparison.Ordinal));
        folder.Write("json/validation/a.json", OneBox.Replace("FILE", "a.jpg", StringComparison.Ordinal));

        var run = await ImportAsync();

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Equal(["/train/a.jpg", "/validation/a.jpg"], Paths());
        Assert.Equal(2, server.Annotations.Count);
        Assert.Equal(["apple"], server.Labels);
        Assert.Equal("rain", (string)server.Items.First()["metadata"]!["user"]!["weather"]!);
        Assert.Equal("bbbb"u8.ToArray(), server.ContentAt("/validation/a.jpg"));
        Assert.Matches("^[0-9a-f]{24}\n$", run.Out);
        Assert.Contains("2 uploaded, 0 replaced, 0 unchanged", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_Twice_WritesNothingTheSecondTime()
    {
        folder.Write("items/a.jpg", "aaa");
        folder.Write("items/b.jpg", "bbb");
        folder.Write("items/c.jpg", "ccc");
        folder.Write("json/a.json", OneBox);
        folder.Write("json/b.json", OneBox);
        await ImportAsync();
        var before = server.Writes;

        var run = await ImportAsync();

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Equal(before, server.Writes);
        Assert.Equal(2, server.Annotations.Count);
        Assert.Contains("0 uploaded, 0 replaced, 3 unchanged", run.Error, StringComparison.Ordinal);
        Assert.Contains("0 annotations uploaded, 2 unchanged", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_ContentOfTheSameSizeChanged_IsReplacedWithItsAnnotations()
    {
        folder.Write("items/a.jpg", "aaa");
        folder.Write("json/a.json", OneBox);
        await ImportAsync();
        folder.Write("items/a.jpg", "AAA");

        var run = await ImportAsync();

        Assert.Contains("0 uploaded, 1 replaced, 0 unchanged", run.Error, StringComparison.Ordinal);
        Assert.Equal("AAA"u8.ToArray(), server.ContentAt("/a.jpg"));
        Assert.Single(server.Items);
        Assert.Single(server.Annotations);
    }

    [Fact]
    public async Task Import_AnnotationAddedToTheFile_UploadsItAlone()
    {
        folder.Write("items/a.jpg", "aaa");
        folder.Write("json/a.json", OneBox);
        await ImportAsync();
        var document = JsonNode.Parse(OneBox)!;
        document["annotations"]!.AsArray().Add(new JsonObject { ["type"] = "class", ["label"] = "fruit" });
        document["itemMetadata"]!["user"]!["weather"] = "sun";
        folder.Write("json/a.json", document.ToJsonString());

        await ImportAsync();

        Assert.Equal(["apple", "fruit"], server.Annotations.Select(a => (string)a["label"]!).Order());
        Assert.Equal("sun", (string)server.Items.Single()["metadata"]!["user"]!["weather"]!);
    }

    [Fact]
    public async Task Import_EqualAnnotationsInOneFile_AreKeptAsManyAsTheyAre()
    {
        var document = JsonNode.Parse(OneBox)!;
        document["annotations"]!.AsArray().Add(document["annotations"]![0]!.DeepClone());
        folder.Write("items/a.jpg", "aaa");
        folder.Write("json/a.json", document.ToJsonString());

        await ImportAsync();
        await ImportAsync();

        Assert.Equal(2, server.Annotations.Count);
    }

    [Fact]
    public async Task Import_JsonBesideFiles_IsAnnotationsOnlyWhereItLooksSo()
    {
        folder.Write("a.jpg", "aaa");
        folder.Write("a.json", OneBox);
        folder.Write("b.jpg", "bbb");
        folder.Write("b.json", """{"camera": "left"}""");
        folder.Write("config.json", """{"annotations": []}""");
        folder.Write(".hidden", "x");

        var run = await ImportAsync();

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Equal(["/a.jpg", "/b.jpg", "/b.json", "/config.json"], Paths());
        Assert.Single(server.Annotations);
    }

    [Fact]
    public async Task Import_AnnotationsFolder_MatchesByPathThenByFilename()
    {
        folder.Write("photos/cam/a.jpg", "aaa");
        folder.Write("photos/cam/b.png", "bbb");
        folder.Write("labels/cam/a.jpg.json", OneBox);
        folder.Write("labels/0001.json", OneBox.Replace("/test/FILE", "/cam/b.png", StringComparison.Ordinal));

        var run = await ImportAsync("photos", "--annotations", folder.PathOf("labels"), "--directory", "/in/");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Equal(["/in/cam/a.jpg", "/in/cam/b.png"], Paths());
        Assert.Equal(2, server.Annotations.Select(a => (string)a["itemId"]!).Distinct().Count());
    }

    [Fact]
    public async Task Import_SameNameTwoExtensions_FilenameDecides()
    {
        folder.Write("items/a.jpg", "aaa");
        folder.Write("items/a.png", "bbb");
        folder.Write("json/a.json", OneBox.Replace("FILE", "a.png", StringComparison.Ordinal));

        await ImportAsync();

        var owner = (string)Assert.Single(server.Annotations)["itemId"]!;
        Assert.Equal("/a.png", (string)server.Items.Single(i => (string)i["id"]! == owner)["filename"]!);
    }

    [Fact]
    public async Task Import_Unmatched_AreNamedWithTheReason()
    {
        folder.Write("items/a.jpg", "aaa");
        folder.Write("json/zzz.json", OneBox.Replace("FILE", "nowhere.jpg", StringComparison.Ordinal));
        folder.Write("json/broken.json", "{\"filename\":");
        folder.Write("json/list.json", "[1]");

        var run = await ImportAsync(extra: ["--json"]);

        Assert.Equal(ExitCodes.Incomplete, run.ExitCode);
        var report = JsonNode.Parse(run.Out)!;
        var unmatched = report["unmatched"]!.AsArray().Select(line => (string)line!).ToList();
        Assert.Equal(3, unmatched.Count);
        Assert.Contains(unmatched, line => line.StartsWith("zzz.json: ", StringComparison.Ordinal) && line.Contains("nowhere.jpg", StringComparison.Ordinal));
        Assert.Contains(unmatched, line => line.StartsWith("broken.json: it is not JSON", StringComparison.Ordinal));
        Assert.Contains(unmatched, line => line.StartsWith("list.json: it is not a JSON object", StringComparison.Ordinal));
        Assert.Equal(1, (int)report["files"]!["uploaded"]!);
        Assert.Single(server.Items);
    }

    [Fact]
    public async Task Import_MalformedAnnotation_IsNamed_AndTheFileStillGoesUp()
    {
        folder.Write("items/a.jpg", "aaa");
        folder.Write("json/a.json", """{"annotations": [{"type": "box"}]}""");

        var run = await ImportAsync();

        Assert.Equal(ExitCodes.Incomplete, run.ExitCode);
        Assert.Contains("a.json: annotations[0] has no 'label'.", run.Error, StringComparison.Ordinal);
        Assert.Single(server.Items);
    }

    [Fact]
    public async Task Import_OneFileRefused_TheOthersGoUp()
    {
        folder.Write("a.jpg", "aaa");
        folder.Write("bad.jpg", "bbb");
        server.RefusedPath = "bad";

        var run = await ImportAsync();

        Assert.Equal(ExitCodes.Incomplete, run.ExitCode);
        Assert.Contains("bad.jpg: path '/bad.jpg' is refused.", run.Error, StringComparison.Ordinal);
        Assert.Equal(["/a.jpg"], Paths());
    }

    [Fact]
    public async Task Import_ConnectionBreaksInAnUpload_IsTriedAgain()
    {
        folder.Write("a.jpg", "aaa");
        server.UploadsToBreak = 2;

        var run = await ImportAsync();

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Single(server.Items);
    }

    [Fact]
    public async Task Import_ConnectionGone_StopsWithNoServer()
    {
        folder.Write("a.jpg", "aaa");
        server.UploadsToBreak = 100;

        var run = await ImportAsync();

        Assert.Equal(ExitCodes.NoServer, run.ExitCode);
        Assert.Contains("venn serve", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_EmptyFolder_SaysSo_AndAsksNobody()
    {
        var run = await ImportAsync();

        Assert.Equal(ExitCodes.BadUsage, run.ExitCode);
        Assert.Contains("holds no files", run.Error, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Import_EmptyFile_IsUploaded()
    {
        folder.Write("empty.txt", "");
        await ImportAsync();

        var run = await ImportAsync();

        Assert.Contains("0 uploaded, 0 replaced, 1 unchanged", run.Error, StringComparison.Ordinal);
        Assert.Empty(server.ContentAt("/empty.txt"));
    }

    [Fact]
    public async Task ExportThenImport_GivesTheSameItemsAndAnnotations()
    {
        folder.Write("in/items/x/a.jpg", "aaa");
        folder.Write("in/items/x/a.png", "ppp");
        folder.Write("in/json/x/a.jpg.json", OneBox);
        await ImportAsync("in");

        var exported = await CliRun.OfAsync(server, ["export", "P/D", folder.PathOf("out")]);
        Assert.Equal(ExitCodes.Done, exported.ExitCode);
        Assert.Equal("ppp", await File.ReadAllTextAsync(folder.PathOf("out/items/x/a.png"), TestContext.Current.CancellationToken));
        using var second = new FakeVenn();
        var imported = await CliRun.OfAsync(second, ["import", folder.PathOf("out"), "-p", "P", "-d", "D"]);

        Assert.Equal(ExitCodes.Done, imported.ExitCode);
        Assert.Equal(Paths(), second.Items.Select(i => (string)i["filename"]!).Order(StringComparer.Ordinal));
        var copy = Assert.Single(second.Annotations);
        Assert.True(JsonNode.DeepEquals(server.Annotations.Single()["coordinates"], copy["coordinates"]));
        var item = second.Items.Single(i => (string)i["filename"]! == "/x/a.jpg");
        Assert.Equal("rain", (string)item["metadata"]!["user"]!["weather"]!);
    }

    private Task<CliRun> ImportAsync(string subfolder = "", params IEnumerable<string> extra) =>
        CliRun.OfAsync(server, ["import", folder.PathOf(subfolder), "--project", "P", "--dataset", "D", .. extra]);

    private IEnumerable<string> Paths() =>
        server.Items.Select(item => (string)item["filename"]!).Order(StringComparer.Ordinal);
}
