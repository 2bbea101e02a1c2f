using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Contract;

/// <summary>Section 7.4 of the wire's contract: what clients touch in passing and Venn does not have, answered in the shape that they read.</summary>
public sealed class Section7IncidentalTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("POST", "/executions/resource/query")]
    [InlineData("POST", "/executions/query")]
    [InlineData("POST", "/services/query")]
    [InlineData("POST", "/packages/query")]
    [InlineData("POST", "/triggers/query")]
    [InlineData("POST", "/pipelines/query")]
    [InlineData("POST", "/models/query")]
    [InlineData("POST", "/apps/query")]
    [InlineData("POST", "/app-registry/query")]
    [InlineData("POST", "/compositions/query")]
    [InlineData("GET", "/inbox/message/user")]
    [InlineData("GET", "/scores/tasks/65f000000000000000000001?page=0&pageSize=10")]
    [InlineData("GET", "/scores/tasks/65f000000000000000000001/items/65f000000000000000000001")]
    [InlineData("GET", "/scores/tasks/65f000000000000000000001/annotations/65f000000000000000000001")]
    public async Task List_OfWhatVennHasNot_IsAnEmptyPage(string method, string path) => WireShape.Check(
        (await fixture.Server.ClientOf().SendAsync(new HttpMethod(method), path, (System.Text.Json.Nodes.JsonNode?)null)).ExpectOk(),
        "totalItemsCount=0 totalPagesCount=0 hasNextPage=false items=[]");

    [Theory]
    [InlineData("/services/65f000000000000000000001")]
    [InlineData("/compositions/65f000000000000000000001")]
    [InlineData("/packages/65f000000000000000000001")]
    [InlineData("/models/65f000000000000000000001")]
    [InlineData("/pipelines/65f000000000000000000001")]
    [InlineData("/triggers/65f000000000000000000001")]
    [InlineData("/webhooks")]
    [InlineData("/nothing/of/the/kind")]
    public async Task Get_OfWhatVennHasNot_Is404InJson(string path)
    {
        var answer = await fixture.Server.ClientOf().GetAsync(path);

        Assert.Equal(404, (int)answer.Status);
        WireShape.Check(answer, "message:string status=404");
    }

    /// <summary>The page that <c>open_in_web</c> of the client leads to.</summary>
    [Fact]
    public async Task Root_IsAPage()
    {
        var answer = await fixture.Server.ClientWithToken(null).GetAsync("~/");

        Assert.Equal(200, (int)answer.Status);
        Assert.Contains("<html", answer.Text, StringComparison.OrdinalIgnoreCase);
    }
}
