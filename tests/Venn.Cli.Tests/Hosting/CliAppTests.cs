using System.Net;
using Venn.Cli.Hosting;
using Venn.Cli.Tests.Fakes;
using Venn.Client.Errors;

namespace Venn.Cli.Tests.Hosting;

public sealed class CliAppTests
{
    [Theory]
    [InlineData("dataset")]
    [InlineData("dataset lst")]
    [InlineData("nonsense")]
    [InlineData("project list extra")]
    [InlineData("import folder --project P")]
    [InlineData("merge name one-dataset")]
    [InlineData("item list D --limit many")]
    [InlineData("merge n a b --policy sometimes")]
    [InlineData("project list --url localhost:8080")]
    [InlineData("clone D")]
    [InlineData("clone D n --into E")]
    [InlineData("slice D n")]
    [InlineData("demo --count 0")]
    [InlineData("query D --where weather")]
    [InlineData("query D {broken")]
    public async Task WrongCommandLine_SaysWhatAndIsCode2(string line)
    {
        using var server = new FakeVenn();
        var run = await CliRun.OfAsync(server, line.Split(' '));

        Assert.Equal(ExitCodes.BadUsage, run.ExitCode);
        Assert.StartsWith("venn: ", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Help_GoesToStdout()
    {
        using var server = new FakeVenn();
        var run = await CliRun.OfAsync(server, ["import", "--help"]);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("--annotations", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoServer_SaysHowToStartOne()
    {
        using var server = new BrokenServer();
        var run = await CliRun.OfAsync(server, ["project", "list"]);
        Assert.Equal(ExitCodes.NoServer, run.ExitCode);
        Assert.Contains("http://127.0.0.1:8080", run.Error, StringComparison.Ordinal);
        Assert.Contains("venn serve", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoToken_SaysWhereFrom()
    {
        using var folder = new TemporaryFolder();
        using var server = new FakeVenn();
        var run = await CliRun.OfAsync(server, ["project", "list"], folder.Root, variables: []);
        Assert.Equal(ExitCodes.NotAllowed, run.ExitCode);
        Assert.Contains("venn token --data DIR", run.Error, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task WrongToken_SaysTheServersReasonAndWhatToDo()
    {
        using var server = new FakeVenn();
        var run = await CliRun.OfAsync(server, ["project", "list", "--token", "wrong"]);
        Assert.Equal(ExitCodes.NotAllowed, run.ExitCode);
        Assert.Contains("signed by another key", run.Error, StringComparison.Ordinal);
        Assert.Contains("venn token", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_NotADataDirectory_MintsNothing()
    {
        using var folder = new TemporaryFolder();
        using var server = new FakeVenn();
        var run = await CliRun.OfAsync(server, ["project", "list", "--data", "."], folder.Root);
        Assert.Equal(ExitCodes.NotAllowed, run.ExitCode);
        Assert.Contains(GlobalOptions.KeyFileName, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { "--token", "a" }, "a")]
    [InlineData(new[] { "--token", "a", "--data", "given" }, "a")]
    [InlineData(new[] { "--data", "given" }, "minted:given")]
    [InlineData(new string[0], "from-variable")]
    public async Task Token_IsFoundInOrder(string[] options, string expected)
    {
        using var folder = new TemporaryFolder();
        folder.Write("given/signing.key", "");
        folder.Write("venn-data/signing.key", "");
        using var server = new TokenEcho();

        await CliRun.OfAsync(
            server, ["project", "list", .. options], folder.Root,
            variables: new() { [GlobalOptions.TokenVariable] = "from-variable" });

        Assert.Equal(expected, server.Token);
    }

    [Fact]
    public async Task Token_DefaultDataDirectory_IsUsedLast()
    {
        using var folder = new TemporaryFolder();
        folder.Write("venn-data/signing.key", "");
        using var server = new TokenEcho();
        await CliRun.OfAsync(server, ["project", "list"], folder.Root, variables: []);
        Assert.Equal("minted:venn-data", server.Token);
    }

    [Fact]
    public async Task UnknownDataset_SaysHowToFindIt()
    {
        using var server = new FakeVenn();
        var run = await CliRun.OfAsync(server, ["dataset", "show", "nope"]);
        Assert.Equal(ExitCodes.NotFound, run.ExitCode);
        Assert.Contains("venn dataset list", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AmbiguousDataset_NamesTheCandidates()
    {
        using var server = new FakeVenn();
        foreach (var project in new[] { "A", "B" })
        {
            await CliRun.OfAsync(server, ["project", "create", project]);
            await CliRun.OfAsync(server, ["dataset", "create", "night", "--project", project]);
        }

        var ambiguous = await CliRun.OfAsync(server, ["dataset", "show", "night"]);
        var exact = await CliRun.OfAsync(server, ["dataset", "show", "B/night", "--json"]);

        Assert.Equal(ExitCodes.BadUsage, ambiguous.ExitCode);
        Assert.Contains("PROJECT/night", ambiguous.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, exact.ExitCode);
        Assert.Equal("night", (string)System.Text.Json.Nodes.JsonNode.Parse(exact.Out)!["name"]!);
    }

    [Fact]
    public async Task Delete_NobodyToAsk_WantsYes()
    {
        using var server = new FakeVenn();
        await CliRun.OfAsync(server, ["project", "create", "A"]);
        var before = server.Writes;

        var run = await CliRun.OfAsync(server, ["project", "delete", "A"]);

        Assert.Equal(ExitCodes.BadUsage, run.ExitCode);
        Assert.Contains("--yes", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, server.Writes);
    }

    [Fact]
    public void ExitCodes_EveryExceptionOfTheClient_HasItsOwn()
    {
        // A new exception type must be put into the table, not fall to "failed" by itself.
        var known = new[]
        {
            typeof(VennApiException), typeof(VennConnectionException), typeof(VennCommandException), typeof(VennProtocolException),
        };
        var all = typeof(VennException).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(VennException)) && !type.IsAbstract);
        Assert.Equal(known.ToHashSet(), all.ToHashSet());
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, ExitCodes.Refused)]
    [InlineData(HttpStatusCode.Unauthorized, ExitCodes.NotAllowed)]
    [InlineData(HttpStatusCode.Forbidden, ExitCodes.NotAllowed)]
    [InlineData(HttpStatusCode.NotFound, ExitCodes.NotFound)]
    [InlineData(HttpStatusCode.Conflict, ExitCodes.Refused)]
    [InlineData(HttpStatusCode.Locked, ExitCodes.Refused)]
    [InlineData(HttpStatusCode.InternalServerError, ExitCodes.Failed)]
    [InlineData(HttpStatusCode.ServiceUnavailable, ExitCodes.Failed)]
    public void ExitCodes_OfAStatus(HttpStatusCode status, int code) =>
        Assert.Equal(code, ExitCodes.Of(new VennApiException(status, "no")));

    private sealed class BrokenServer : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused");
    }

    private sealed class TokenEcho : HttpMessageHandler
    {
        public string? Token { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Token = request.Headers.Authorization?.Parameter;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent("[]", System.Text.Encoding.UTF8, "application/json"),
                RequestMessage = request,
            });
        }
    }
}
