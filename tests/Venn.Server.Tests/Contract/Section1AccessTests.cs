using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Contract;

/// <summary>Section 1 of the wire's contract: log-in, the token that the client reads without the server, headers.</summary>
public sealed class Section1AccessTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Password = "correct horse";

    /// <summary>The client decodes every token by itself: three parts, an e-mail, an end in seconds.</summary>
    [Theory]
    [InlineData("log-in")]
    [InlineData("refreshed")]
    [InlineData("/apiKeys")]
    [InlineData("/apikeys")]
    public async Task Token_OfEveryOrigin_IsWhatTheClientDecodes(string origin)
    {
        var email = ServerFixture.NewEmail("Token");

        var token = await IssueAsync(email, origin);

        var parts = token.Split('.');
        Assert.Equal(3, parts.Length);
        var claims = JsonNode.Parse(Decode(parts[1]))!;
        Assert.Equal(email.ToLowerInvariant(), claims["email"]!.GetValue<string>());
        Assert.True(claims["exp"]!.GetValue<long>() > DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeSeconds());
        WireShape.Check(
            await fixture.Server.ClientWithToken(token).GetAsync("/users/me"), $"id email=\"{email.ToLowerInvariant()}\" username createdAt updatedAt type org role");
    }

    [Theory]
    [InlineData("""{"username": "{email}", "password": "wrong", "type": "user_credentials"}""", 401)]
    [InlineData("""{"username": "nobody@example.org", "password": "wrong", "type": "user_credentials"}""", 401)]
    [InlineData("""{"refresh_token": "wrong", "type": "refresh_token"}""", 401)]
    [InlineData("""{"username": null, "password": null, "type": "user_credentials"}""", 400)]
    [InlineData("""{"type": "other"}""", 400)]
    [InlineData("{}", 400)]
    [InlineData("[]", 400)]
    public async Task TokenRoute_Refused_Table(string body, int status)
    {
        var email = ServerFixture.NewEmail("refused");
        await IssueAsync(email, "log-in");

        var answer = await fixture.Server.ClientWithToken(null).PostTextAsync("~/token?default", body.Replace("{email}", email, StringComparison.Ordinal));

        Assert.Equal(status, (int)answer.Status);
        WireShape.Check(answer, $"message status={status}");
    }

    /// <summary>The token route is beside the API, not in it; there the client would be told that it has no token.</summary>
    [Fact]
    public async Task TokenRoute_BelowTheApi_IsNotThere()
    {
        var answer = await fixture.Server.ClientOf().PostAsync("/token?default", new JsonObject { ["type"] = "user_credentials" });

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
    }

    /// <summary>Hints of the client's, and names of headers that proxies drop: nothing depends on them.</summary>
    [Theory]
    [InlineData("user_query", "true")]
    [InlineData("user_query", "false")]
    [InlineData("user_query", "nonsense")]
    [InlineData("x-dl-sanitize", "0")]
    [InlineData("User-Agent", "dtlpy/1.124.2 CPython/3.12 Linux")]
    public async Task Header_OfTheClient_ChangesNothing(string name, string value)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt", "text");
        world.Client.Http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);

        Assert.Equal("/a.txt", await world.ValuesAsync("""{"type": "file"}"""));
        Assert.Equal("text", (await world.Client.GetAsync($"/items/{item}/stream")).ExpectOk().Text);
    }

    /// <summary>What became of an upload is told in a header; annotations follow only what was stored.</summary>
    [Theory]
    [InlineData("skip", false, "created")]
    [InlineData("overwrite", false, "created")]
    [InlineData("skip", true, "skip")]
    [InlineData("overwrite", true, "overwrite")]
    public async Task ItemOp_OfAnUpload_Table(string mode, bool isThere, string expected)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        if (isThere)
        {
            await world.AddFileAsync("/a.txt", "before");
        }

        using var form = new MultipartFormDataContent
        {
            { new StringContent("file"), "type" }, { new StringContent("/a.txt"), "path" }, { new StringContent("after!"), "file", "a.txt" },
        };
        using var answer = await world.Client.Http.PostAsync(
            $"/api/v1/datasets/{world.DatasetId}/items?mode={mode}", form, TestContext.Current.CancellationToken);

        Assert.Equal(expected, Assert.Single(answer.Headers.GetValues("x-item-op")));
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.NotEmpty(answer.Headers.GetValues("x-request-id"));
    }

    /// <summary>People are named in any case, and kept in lower case, everywhere.</summary>
    [Fact]
    public async Task Email_OfAMember_IsInLowerCase()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var email = ServerFixture.NewEmail("Ann.Upper");

        (await world.Client.PostAsync($"/projects/{world.ProjectId}/members/{email}", new JsonObject { ["role"] = "engineer" })).ExpectOk();

        Assert.Contains($"\"{email.ToLowerInvariant()}\"", (await world.Client.GetAsync($"/projects/{world.ProjectId}/members")).Text, StringComparison.Ordinal);
        Assert.Contains($"\"{email.ToLowerInvariant()}\"", (await world.Client.GetAsync($"/projects/{world.ProjectId}")).Text, StringComparison.Ordinal);
        (await fixture.Server.ClientOf(email.ToUpperInvariant()).GetAsync($"/projects/{world.ProjectId}")).ExpectOk();
    }

    private async Task<string> IssueAsync(string email, string origin)
    {
        var client = fixture.Server.ClientOf(email);
        if (origin.StartsWith('/'))
        {
            return (await client.PostAsync(origin, new JsonObject { ["userId"] = email, ["description"] = "d" })).ExpectOk()["jwt"]!.GetValue<string>();
        }

        (await client.PostAsync("/users/me/password", new JsonObject { ["password"] = Password })).ExpectOk();
        var anonymous = fixture.Server.ClientWithToken(null);
        var granted = (await anonymous.PostAsync(
            "~/token?default", new JsonObject { ["username"] = email, ["password"] = Password, ["type"] = "user_credentials" })).ExpectOk();
        return origin == "log-in" ? granted["id_token"]!.GetValue<string>() : (await anonymous.PostAsync(
            "~/token?default", new JsonObject { ["refresh_token"] = granted["refresh_token"]!.GetValue<string>(), ["type"] = "refresh_token" }))
            .ExpectOk()["id_token"]!.GetValue<string>();
    }

    private static string Decode(string part)
    {
        Assert.Matches("^[A-Za-z0-9_-]+$", part);
        return Encoding.UTF8.GetString(Convert.FromBase64String(part.Replace('-', '+').Replace('_', '/').PadRight((part.Length + 3) / 4 * 4, '=')));
    }
}
