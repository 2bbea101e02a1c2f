using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Users;

/// <summary>What a log-in gives: a token to call the API with for a day, and one to get the next such with for 90 days.</summary>
internal sealed class LogIn(UserStore users, TokenIssuer tokens, Documents documents, ServerOptions options)
{
    private static readonly TimeSpan AccessLifetime = TimeSpan.FromDays(1);

    private static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(90);

    /// <returns>Null for an unknown user as for a wrong password, after the same time.</returns>
    public async Task<(string IdToken, string RefreshToken)?> WithPasswordAsync(string username, string password)
    {
        var user = users.Find(username);
        return await Passwords.VerifyAsync(password, user?.Root.GetText("passwordHash")) && user is not null
            ? (tokens.Issue(user.Name!, AccessLifetime), tokens.Issue(user.Name!, RefreshLifetime, TokenUse.Refresh))
            : null;
    }

    /// <summary>For who has a token and no password: the same token, and a refresh token that ends when it does.</summary>
    /// <exception cref="ApiException">401: it is no good token.</exception>
    public async Task<(string IdToken, string RefreshToken)> WithTokenAsync(string token)
    {
        var claims = await VerifyAsync(token, TokenUse.Access);
        return (token, tokens.Issue(claims.Email, Left(claims, RefreshLifetime), TokenUse.Refresh, claims.KeyId));
    }

    /// <summary>A fresh access token; one that goes back to an API key ends with the key.</summary>
    /// <exception cref="ApiException">401: it is no good refresh token.</exception>
    public async Task<string> RefreshAsync(string refreshToken)
    {
        var claims = await VerifyAsync(refreshToken, TokenUse.Refresh);
        return tokens.Issue(claims.Email, AccessLifetime, TokenUse.Access, claims.KeyId);
    }

    private async Task<TokenClaims> VerifyAsync(string token, TokenUse use)
    {
        var claims = await tokens.VerifyAsync(token, use);
        return claims.KeyId is null || documents.Find(Kinds.ApiKey, claims.KeyId) is not null
            ? claims
            : throw ApiException.Unauthorized("The API key was revoked. Make a new one.");
    }

    private TimeSpan Left(TokenClaims claims, TimeSpan most)
    {
        var left = claims.ExpiresAt - options.Clock.GetUtcNow();
        return left < most ? left : most;
    }
}
