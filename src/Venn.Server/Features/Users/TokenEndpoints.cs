using System.Text.Json.Nodes;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Users;

/// <summary><c>POST /token?default</c>, outside <c>/api/v1</c>: a password or a refresh token for an access token.</summary>
internal static class TokenEndpoints
{
    private const long BodyLimitBytes = 64 << 10;

    private static readonly TimeSpan AccessLifetime = TimeSpan.FromDays(1);

    private static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(90);

    public static void Map(IEndpointRouteBuilder root) =>
        root.MapPost("/token", GrantAsync).WithSummary("Logs in: {username, password, type: user_credentials} or {refresh_token, type: refresh_token}.");

    /// <summary>The two tokens of a fresh log-in.</summary>
    public static async Task<(string IdToken, string RefreshToken)?> LogInAsync(
        string username, string password, UserStore users, TokenIssuer tokens)
    {
        var user = users.Find(username);
        return await Passwords.VerifyAsync(password, user?.Root.GetText("passwordHash")) && user is not null
            ? (tokens.Issue(user.Name!, AccessLifetime), tokens.Issue(user.Name!, RefreshLifetime, TokenUse.Refresh))
            : null;
    }

    private static async Task<IResult> GrantAsync(HttpContext context, UserStore users, TokenIssuer tokens)
    {
        var request = await JsonBody.ReadObjectAsync(context, BodyLimitBytes);
        switch (request.GetText("type"))
        {
            case "user_credentials":
                var granted = await LogInAsync(request.RequireText("username"), request.RequireText("password"), users, tokens)
                    ?? throw ApiException.Unauthorized("The e-mail or the password is wrong.");
                return WireJson.Result(new JsonObject
                {
                    ["id_token"] = granted.IdToken,
                    ["access_token"] = granted.IdToken,
                    ["refresh_token"] = granted.RefreshToken,
                });
            case "refresh_token":
                var claims = await tokens.VerifyAsync(request.RequireText("refresh_token"), TokenUse.Refresh);
                var fresh = tokens.Issue(claims.Email, AccessLifetime);
                return WireJson.Result(new JsonObject { ["id_token"] = fresh, ["access_token"] = fresh });
            default:
                throw ApiException.BadRequest("type is missing or unknown: give user_credentials or refresh_token.");
        }
    }
}
