using System.Net;
using System.Text.Json.Nodes;
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

    private static JsonObject Credentials(string email, string password) =>
        new() { ["username"] = email, ["password"] = password, ["type"] = "user_credentials" };
}
