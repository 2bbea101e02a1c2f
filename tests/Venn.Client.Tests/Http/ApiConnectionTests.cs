using System.Net;
using Venn.Client.Errors;

namespace Venn.Client.Tests.Http;

public sealed class ApiConnectionTests
{
    private const string Project = """{"id": "65f000000000000000000010", "name": "roadside", "unknown": {"a": 1}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://localhost:8080")]
    [InlineData("http://localhost:8080/")]
    [InlineData("http://localhost:8080/api/v1")]
    [InlineData("http://localhost:8080/api/v1/")]
    public void Server_WithOrWithoutPrefix_IsTheSame(string address)
    {
        using var client = new VennClient(new Uri(address), "t");
        Assert.Equal(new Uri("http://localhost:8080/"), client.Server);
    }

    [Theory]
    [InlineData("ftp://localhost")]
    [InlineData("file:///data")]
    public void Constructor_NotHttp_Throws(string address) =>
        Assert.Contains(address, Assert.Throws<ArgumentException>(() => new VennClient(new Uri(address), "t")).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task Get_SendsTokenBelowPrefix_AndPassesUnknownKeysOver()
    {
        var server = new FakeServer().Answer(Project);
        using var client = server.Connect();

        var project = await client.Projects.GetAsync("65f000000000000000000010", Token);

        Assert.Equal("roadside", project.Name);
        var request = Assert.Single(server.Requests);
        Assert.Equal("/api/v1/projects/65f000000000000000000010", request.Path);
        Assert.Equal("Bearer the-token", request.Authorization);
    }

    [Fact]
    public async Task Refusal_CarriesStatusAndTheServersMessage()
    {
        var server = new FakeServer().Answer(
            """{"status": 400, "message": "pageSize is 5000; give 0 to 1000.", "requestId": "r1"}""",
            HttpStatusCode.BadRequest);
        using var client = server.Connect();

        var exception = await Assert.ThrowsAsync<VennApiException>(() => client.Datasets.GetAsync("x", Token));

        Assert.Equal(HttpStatusCode.BadRequest, exception.Status);
        Assert.Equal("pageSize is 5000; give 0 to 1000.", exception.Message);
        Assert.Equal("r1", exception.RequestId);
    }

    [Fact]
    public async Task Refusal_NotInOurForm_NamesStatusPathAndText()
    {
        var server = new FakeServer().Answer(_ => new HttpResponseMessage(HttpStatusCode.RequestEntityTooLarge)
        {
            Content = new StringContent("<html>too large</html>"),
        });
        using var client = server.Connect();

        var exception = await Assert.ThrowsAsync<VennApiException>(() => client.Datasets.GetAsync("x", Token));

        Assert.Contains("413", exception.Message, StringComparison.Ordinal);
        Assert.Contains("/api/v1/datasets/x", exception.Message, StringComparison.Ordinal);
        Assert.Contains("too large", exception.Message, StringComparison.Ordinal);
        Assert.Null(exception.Body);
    }

    [Fact]
    public async Task Answer_NotJson_IsAProtocolException()
    {
        var server = new FakeServer().Answer("<html>another program</html>");
        using var client = server.Connect();

        await Assert.ThrowsAsync<VennProtocolException>(() => client.Datasets.GetAsync("x", Token));
    }

    [Fact]
    public async Task Read_ConnectionComesBack_IsRepeated()
    {
        var server = new FakeServer().Break().Answer("{}", HttpStatusCode.ServiceUnavailable).Answer(Project);
        using var client = server.Connect();

        Assert.Equal("roadside", (await client.Projects.GetAsync("x", Token)).Name);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Read_ConnectionStaysAway_GivesUpAfterFour()
    {
        var server = new FakeServer().Break().Break().Break().Break();
        using var client = server.Connect();

        var exception = await Assert.ThrowsAsync<VennConnectionException>(() => client.Projects.GetAsync("x", Token));

        Assert.Contains("http://venn.test:8080/", exception.Message, StringComparison.Ordinal);
        Assert.Equal(4, server.Requests.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task Read_Refused_IsNotRepeated(HttpStatusCode status)
    {
        var server = new FakeServer().Answer("{}", status);
        using var client = server.Connect();

        await Assert.ThrowsAsync<VennApiException>(() => client.Projects.GetAsync("x", Token));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Write_ConnectionBreaks_IsNotRepeated()
    {
        var server = new FakeServer().Break().Answer(Project);
        using var client = server.Connect();

        await Assert.ThrowsAsync<VennConnectionException>(() => client.Projects.CreateAsync("roadside", Token));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Cancelled_Throws_AndIsNotAConnectionError()
    {
        var server = new FakeServer().Answer(Project);
        using var client = server.Connect();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Projects.GetAsync("x", cancelled.Token));
    }

    [Fact]
    public async Task IsHealthy_NothingThere_IsFalse()
    {
        using var client = new FakeServer().Break().Connect();
        Assert.False(await client.IsHealthyAsync(Token));
    }
}
