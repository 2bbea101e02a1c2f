using System.IO.Compression;
using System.Text.Json.Nodes;
using Venn.Cli.Hosting;
using Venn.Cli.Tests.Fakes;

namespace Venn.Cli.Tests.Journeys;

/// <summary>A past asked for by what names nothing, against the real server: a sentence that says which, and nothing done.</summary>
public sealed class HostileHistoryJourneys(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private static readonly string[][] Takers =
    [
        ["item", "list", "PROJECT/golden", "--at", "REF"],
        ["item", "show", "PROJECT/golden", "one.jpg", "--at", "REF"],
        ["query", "PROJECT/golden", "--count", "--at", "REF"],
        ["clone", "PROJECT/golden", "none", "--at", "REF"],
        ["diff", "PROJECT/golden", "--from", "REF"],
        ["diff", "PROJECT/golden", "--to", "REF"],
        ["blame", "PROJECT/golden", "one.jpg", "--at", "REF"],
        ["snapshot", "create", "PROJECT/golden", "none", "--ref", "REF"],
        ["rollback", "PROJECT/golden", "REF"],
        ["restore", "PROJECT/golden", "REF", "/one.jpg"],
        ["revert", "PROJECT/golden", "REF"],
    ];

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("unknown", "no-such-snapshot")]
    [InlineData("number", "99")]
    [InlineData("id", "fffffffffffffffffffffffe")]
    [InlineData("future", "2999-01-01T00:00:00Z")]
    [InlineData("zoneless", "2026-01-31T12:00:00")]
    public async Task A_state_that_is_not_there_is_named_and_nothing_is_done(string project, string reference)
    {
        await ImportAsync(project);
        var before = await DoneAsync("log", project + "/golden", "--json");

        foreach (var taker in Takers)
        {
            var run = await server.RunAsync([.. taker.Select(word => word == "REF" ? reference : word.Replace("PROJECT", project, StringComparison.Ordinal))]);

            Assert.True(
                run.ExitCode is ExitCodes.NotFound or ExitCodes.Refused or ExitCodes.BadUsage,
                $"{string.Join(' ', taker)} with {reference}: {run.ExitCode}\n{run.Error}{run.Out}");
            Assert.True(run.Error.Contains(reference, StringComparison.Ordinal), $"{string.Join(' ', taker)} says: {run.Error}");
        }

        Assert.Equal(before, await DoneAsync("log", project + "/golden", "--json"));
        Assert.Equal(ExitCodes.NotFound, (await server.RunAsync("log", project + "/none")).ExitCode);
    }

    [Fact]
    public async Task A_name_that_two_datasets_have_is_refused_with_the_ids_of_both()
    {
        await ImportAsync("twice one");
        await ImportAsync("twice two");
        await DoneAsync("clone", "twice one/golden", "twin");
        await DoneAsync("clone", "twice two/golden", "twin");

        var run = await server.RunAsync("log", "twin");

        Assert.True(run.ExitCode is ExitCodes.BadUsage or ExitCodes.Refused or ExitCodes.NotFound, run.Error);
        foreach (var name in new[] { "twice one/twin", "twice two/twin" })
        {
            var id = (string)JsonNode.Parse(await DoneAsync("dataset", "show", name, "--json"))!["id"]!;
            Assert.Contains(id, run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_archive_that_is_cut_or_altered_is_refused_with_the_reason()
    {
        await ImportAsync("archives");
        await DoneAsync("archive", "export", "archives/golden", folder.PathOf("good.zip"));
        var bytes = await File.ReadAllBytesAsync(folder.PathOf("good.zip"), Cancellation);
        await File.WriteAllBytesAsync(folder.PathOf("cut.zip"), bytes[..^50], Cancellation);
        await File.WriteAllBytesAsync(folder.PathOf("altered.zip"), Altered(bytes, "items.ndjson", "one.jpg", "two.jpg"), Cancellation);
        await File.WriteAllBytesAsync(folder.PathOf("newer.zip"), Altered(bytes, "manifest.json", "\"version\":2", "\"version\":7"), Cancellation);

        foreach (var (name, reason) in new[] { ("cut", "cut short"), ("altered", "items.ndjson"), ("newer", "version 7") })
        {
            var run = await server.RunAsync("archive", "import", folder.PathOf(name + ".zip"), "archives/" + name);
            Assert.Equal(ExitCodes.CommandFailed, run.ExitCode);
            Assert.Contains(reason, run.Error, StringComparison.Ordinal);
            Assert.Equal(ExitCodes.NotFound, (await server.RunAsync("dataset", "show", "archives/" + name)).ExitCode);
        }

        var none = await server.RunAsync("archive", "import", folder.PathOf("none.zip"), "archives/none");
        Assert.True(none.ExitCode is ExitCodes.Failed or ExitCodes.BadUsage, none.Error);
        Assert.Contains("none.zip", none.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one", """{"relation": "items"}""", "choices.json")]
    [InlineData("two", """[{"relation": "items", "id": "zzz", "whole": "ours"}]""", "zzz")]
    [InlineData("three", """[{"relation": "items", "id": "ITEM", "whole": "neither"}]""", "neither")]
    [InlineData("four", """[{"relation": "items", "id": "ITEM", "fields": {"no.such.field": "ours"}}]""", "no.such.field")]
    [InlineData("five", "[]", "metadata.user.weather")]
    public async Task A_resolution_file_that_is_wrong_or_lacks_a_conflict_is_refused_by_name(string project, string choices, string named)
    {
        project = "choices " + project;
        await ImportAsync(project);
        await DoneAsync("clone", project + "/golden", "work");
        await SetAsync(project + "/golden", "sun");
        await SetAsync(project + "/work", "rain");
        var item = (string)JsonNode.Parse(await DoneAsync("item", "show", project + "/golden", "one.jpg", "--json"))!["id"]!;
        folder.Write("choices.json", choices.Replace("ITEM", item, StringComparison.Ordinal));
        var before = await DoneAsync("log", project + "/golden", "--json");

        var run = await server.RunAsync("merge", "--into", project + "/golden", project + "/work", "--choices", folder.PathOf("choices.json"));

        Assert.True(run.ExitCode is ExitCodes.BadUsage or ExitCodes.Refused or ExitCodes.Conflicts or ExitCodes.NotFound, $"{run.ExitCode} {run.Error}");
        Assert.Contains(named, run.Error + run.Out, StringComparison.Ordinal);
        Assert.Equal(before, await DoneAsync("log", project + "/golden", "--json"));
    }

    private static byte[] Altered(byte[] archive, string entry, string from, string to)
    {
        var stream = new MemoryStream();
        stream.Write(archive);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            string text;
            using (var reader = new StreamReader(zip.GetEntry(entry)!.Open()))
            {
                text = reader.ReadToEnd();
            }

            Assert.Contains(from, text, StringComparison.Ordinal);
            zip.GetEntry(entry)!.Delete();
            using var writer = new StreamWriter(zip.CreateEntry(entry).Open());
            writer.Write(text.Replace(from, to, StringComparison.Ordinal));
        }

        return stream.ToArray();
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

    private async Task SetAsync(string dataset, string weather)
    {
        var id = (string)JsonNode.Parse(await DoneAsync("item", "show", dataset, "one.jpg", "--json"))!["id"]!;
        await server.Client.Items.UpdateAsync(
            id, new JsonObject { ["metadata"] = new JsonObject { ["user"] = new JsonObject { ["weather"] = weather } } },
            cancellationToken: Cancellation);
    }
}
