using Microsoft.AspNetCore.Authorization;
using Venn.Server.Features.Users;
using Venn.Server.Hosting;
using Venn.Server.Wire;

namespace Venn.Server.Security;

/// <summary>
/// Finds out who calls: every route under <c>/api/v1</c> wants a bearer token, but those marked open. A good token of an
/// e-mail that is not there yet makes the user.
/// </summary>
public sealed class AuthenticationMiddleware(RequestDelegate next, TokenIssuer tokens, UserStore users, Documents documents)
{
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is not null && context.Request.Path.StartsWithSegments(PublicUrl.ApiPath)
            && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
        {
            context.SetCaller(await AuthenticateAsync(context.Request));
        }

        await next(context);
    }

    private async ValueTask<Caller> AuthenticateAsync(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            throw ApiException.Unauthorized(
                "The token is missing: send the header 'Authorization: Bearer TOKEN'. venn token --data DIR prints one.");
        }

        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw ApiException.Unauthorized("The header Authorization must be 'Bearer TOKEN'.");
        }

        var claims = await tokens.VerifyAsync(header[Scheme.Length..].Trim(), TokenUse.Access);
        if (claims.KeyId is { } keyId && documents.Find(Kinds.ApiKey, keyId) is null)
        {
            throw ApiException.Unauthorized("The API key was revoked. Make a new one.");
        }

        var user = users.Find(claims.Email) ?? await users.EnsureAsync(claims.Email);
        return new Caller(claims.Email, user.Id);
    }
}
