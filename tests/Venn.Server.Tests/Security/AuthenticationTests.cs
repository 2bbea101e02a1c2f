using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Venn.Server.Security;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Security;

public sealed class AuthenticationTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer server = fixture.Server;

    [Theory]
    [InlineData(null, "missing")]
    [InlineData("nonsense", "no JWT")]
    public async Task Get_BadToken_Is401ThatSaysWhy(string? token, string because)
    {
        var answer = await server.ClientWithToken(token).GetAsync("/users/me");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Contains(because, answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_ExpiredToken_Is401ThatSaysSo()
    {
        var token = server.Services.GetRequiredService<TokenIssuer>().Issue("a@example.org", TimeSpan.FromSeconds(-1));

        Assert.Contains("expired", (await server.ClientWithToken(token).GetAsync("/projects")).Expect(HttpStatusCode.Unauthorized).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_GoodTokenOfUnknownEmail_MakesTheUser()
    {
        var email = ServerFixture.NewEmail("New.User");

        var me = (await server.ClientOf(email).GetAsync("/users/me")).ExpectOk();

        Assert.Equal(email.ToLowerInvariant(), me["email"]!.GetValue<string>());
        Assert.Equal("avatar createdAt email firstName id lastName org role type updatedAt username", me.Keys);
    }

    [Fact]
    public async Task Get_ManyAtOnceOfUnknownEmail_MakeOneUser()
    {
        var client = server.ClientOf(ServerFixture.NewEmail("crowd"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => client.GetAsync("/users/me")));

        Assert.Single(answers.Select(answer => answer.ExpectOk().Id).Distinct());
    }

    [Fact]
    public async Task Health_NoToken_Answers() =>
        Assert.Equal("ok", (await server.ClientWithToken(null).GetAsync("~/health")).ExpectOk()["status"]!.GetValue<string>());
}
