using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Tests.Security;

public sealed class TokenIssuerTests
{
    private readonly TokenIssuer tokens = new(new byte[32], TimeProvider.System);

    [Fact]
    public async Task VerifyAsync_OwnToken_GivesTheEmailInLowerCase()
    {
        var claims = await tokens.VerifyAsync(tokens.Issue("Ann@Example.org", TimeSpan.FromHours(1)), TokenUse.Access);

        Assert.Equal("ann@example.org", claims.Email);
    }

    [Fact]
    public async Task VerifyAsync_Expired_SaysSo() =>
        await RefusedAsync(tokens.Issue("a@b.c", TimeSpan.FromSeconds(-1)), "expired");

    [Fact]
    public async Task VerifyAsync_OtherKey_SaysSo() => await RefusedAsync(
        new TokenIssuer([.. Enumerable.Repeat((byte)1, 32)], TimeProvider.System).Issue("a@b.c", TimeSpan.FromHours(1)), "another key");

    [Fact]
    public async Task VerifyAsync_AlgorithmNone_IsRefused() =>
        await RefusedAsync($"{Encode("""{"alg":"none","typ":"JWT"}""")}.{Encode("""{"email":"a@b.c","exp":4102444800}""")}.", "unsigned");

    [Fact]
    public async Task VerifyAsync_NoJwt_SaysSo() => await RefusedAsync("nonsense", "no JWT");

    [Fact]
    public async Task VerifyAsync_RefreshTokenForAccess_IsRefused() =>
        await RefusedAsync(tokens.Issue("a@b.c", TimeSpan.FromHours(1), TokenUse.Refresh), "refresh");

    private async Task RefusedAsync(string token, string because)
    {
        var error = await Assert.ThrowsAsync<ApiException>(async () => await tokens.VerifyAsync(token, TokenUse.Access));
        Assert.Equal(401, error.Status);
        Assert.Contains(because, error.Message, StringComparison.Ordinal);
    }

    private static string Encode(string json) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(json));
}
