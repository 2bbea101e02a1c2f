using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Venn.Server.Features.Users;
using Venn.Server.Security;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Users;

public sealed class LogInTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer server = fixture.Server;

    [Fact]
    public async Task Token_PasswordThenRefresh_GiveTokensThatWork()
    {
        var email = ServerFixture.NewEmail("log.in");
        (await server.ClientOf(email).PostAsync("/users/me/password", new JsonObject { ["password"] = "correct horse" })).ExpectOk();
        var anonymous = server.ClientWithToken(null);

        var granted = (await anonymous.PostAsync("~/token?default", Credentials(email, "correct horse"))).ExpectOk();
        var refreshed = (await anonymous.PostAsync("~/token?default", new JsonObject
        {
            ["type"] = "refresh_token", ["refresh_token"] = granted["refresh_token"]!.GetValue<string>(),
        })).ExpectOk();

        foreach (var token in new[] { granted["id_token"], refreshed["id_token"] })
        {
            Assert.Equal(email, (await server.ClientWithToken(token!.GetValue<string>()).GetAsync("/users/me")).ExpectOk()["email"]!.GetValue<string>());
        }

        (await server.ClientWithToken(granted["refresh_token"]!.GetValue<string>()).GetAsync("/users/me")).Expect(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Token_WrongPasswordOrUnknownUser_Is401AlikeAndSaysNoMore()
    {
        var email = ServerFixture.NewEmail("wrong");
        (await server.ClientOf(email).PostAsync("/users/me/password", new JsonObject { ["password"] = "correct horse" })).ExpectOk();
        var anonymous = server.ClientWithToken(null);

        var wrong = await anonymous.PostAsync("~/token?default", Credentials(email, "battery staple"));
        var unknown = await anonymous.PostAsync("~/token?default", Credentials("nobody@example.org", "battery staple"));

        Assert.Equal(wrong.Expect(HttpStatusCode.Unauthorized).Message, unknown.Expect(HttpStatusCode.Unauthorized).Message);
    }

    [Fact]
    public async Task Password_Change_NeedsThePresentOne()
    {
        var client = server.ClientOf(ServerFixture.NewEmail("change"));
        (await client.PostAsync("/users/me/password", new JsonObject { ["password"] = "first password" })).ExpectOk();

        (await client.PostAsync("/users/me/password", new JsonObject { ["password"] = "second password" })).Expect(HttpStatusCode.Forbidden);
        (await client.PostAsync("/users/me/password", new JsonObject { ["password"] = "short" })).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task ApiKey_UntilRevoked_Works()
    {
        var client = server.ClientOf(ServerFixture.NewEmail("keys"));
        var key = (await client.PostAsync("/apiKeys", new JsonObject { ["description"] = "ci" })).ExpectOk();
        var withKey = server.ClientWithToken(key["jwt"]!.GetValue<string>());

        (await withKey.GetAsync("/users/me")).ExpectOk();
        var listed = (await client.GetAsync("/apikeys")).ExpectOk();
        (await client.DeleteAsync($"/apiKeys/{key.Id}")).ExpectOk();

        Assert.Equal(key.Id, Assert.Single(listed.Json!.AsArray())!["id"]!.GetValue<string>());
        Assert.DoesNotContain("jwt", listed.Text, StringComparison.Ordinal);
        Assert.Contains("revoked", (await withKey.GetAsync("/users/me")).Expect(HttpStatusCode.Unauthorized).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApiKey_ForAnother_IsForbidden() =>
        (await server.ClientOf().PostAsync("/apiKeys", new JsonObject { ["userId"] = "else@example.org" })).Expect(HttpStatusCode.Forbidden);

    [Theory]
    [InlineData("http://localhost:3001", HttpStatusCode.OK)]
    [InlineData("http://evil.example/steal", HttpStatusCode.BadRequest)]
    [InlineData("nonsense", HttpStatusCode.BadRequest)]
    public async Task LoginPage_Callback_MustBeThisMachine(string callback, HttpStatusCode status) =>
        (await server.ClientWithToken(null).GetAsync($"~/login?callback={Uri.EscapeDataString(callback)}")).Expect(status);

    /// <summary>What the client's interactive log-in does: it opens the page in a browser and waits at a port of its own.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LoginPage_FormSent_BringsTheTokensToTheClientsPort(bool byToken)
    {
        var email = ServerFixture.NewEmail("browser");
        (await server.ClientOf(email).PostAsync("/users/me/password", new JsonObject { ["password"] = "correct horse" })).ExpectOk();
        using var port = new CallbackPort();
        using var browser = new HttpClient { BaseAddress = new Uri(server.Root) };
        var page = await browser.GetStringAsync($"/login?callback={Uri.EscapeDataString(port.Url)}", TestContext.Current.CancellationToken);
        var action = System.Net.WebUtility.HtmlDecode(page.Split("action=\"")[1].Split('"')[0]);

        var wrong = await SendAsync(new() { ["username"] = email, ["password"] = "battery staple" });
        var sent = SendAsync(byToken
            ? new() { ["token"] = server.Services.GetRequiredService<TokenIssuer>().Issue(email, TimeSpan.FromHours(1)) }
            : new() { ["username"] = email, ["password"] = "correct horse" });
        var query = await port.ReceiveAsync();
        await sent;

        Assert.Contains("e-mail or the password is wrong", wrong, StringComparison.Ordinal);
        Assert.Equal(["access_token", "id_token", "refresh_token"], query.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(email, (await server.ClientWithToken(query["id_token"]).GetAsync("/users/me")).ExpectOk()["email"]!.GetValue<string>());
        var fresh = (await server.ClientWithToken(null).PostAsync("~/token?default", Refresh(query["refresh_token"]))).ExpectOk();
        (await server.ClientWithToken(fresh["id_token"]!.GetValue<string>()).GetAsync("/users/me")).ExpectOk();

        async Task<string> SendAsync(Dictionary<string, string> fields)
        {
            using var form = new FormUrlEncodedContent(fields);
            using var answer = await browser.PostAsync(action, form, TestContext.Current.CancellationToken);
            return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJlbWFpbCI6ImFAYi5jIn0.")]
    public async Task LoginPage_BadToken_AsksAgainAndSendsNothing(string token)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = token });

        var answer = await server.ClientWithToken(null).SendAsync(HttpMethod.Post, "~/login?callback=http%3A%2F%2Flocalhost%3A3001", form);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("role=\"alert\">The token", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refresh_OfAnApiKeyThatWasRevoked_Is401()
    {
        var client = server.ClientOf(ServerFixture.NewEmail("keys"));
        var key = (await client.PostAsync("/apiKeys")).ExpectOk();
        var refresh = (await server.Services.GetRequiredService<LogIn>().WithTokenAsync(key["jwt"]!.GetValue<string>())).RefreshToken;
        var anonymous = server.ClientWithToken(null);
        var fresh = (await anonymous.PostAsync("~/token?default", Refresh(refresh))).ExpectOk()["id_token"]!.GetValue<string>();

        (await client.DeleteAsync($"/apiKeys/{key.Id}")).ExpectOk();

        (await anonymous.PostAsync("~/token?default", Refresh(refresh))).Expect(HttpStatusCode.Unauthorized);
        (await server.ClientWithToken(fresh).GetAsync("/users/me")).Expect(HttpStatusCode.Unauthorized);
    }

    private static JsonObject Refresh(string token) => new() { ["type"] = "refresh_token", ["refresh_token"] = token };

    private static JsonObject Credentials(string email, string password) =>
        new() { ["username"] = email, ["password"] = password, ["type"] = "user_credentials" };
}
