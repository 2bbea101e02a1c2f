using System.Text.Json.Nodes;
using Venn.Server.Wire;

namespace Venn.Server.Features.Users;

/// <summary><c>POST /token?default</c>, outside <c>/api/v1</c>: a password or a refresh token for an access token.</summary>
internal static class TokenEndpoints
{
    private const long BodyLimitBytes = 64 << 10;

    public static void Map(IEndpointRouteBuilder root) =>
        root.MapPost("/token", GrantAsync).WithSummary("Logs in: {username, password, type: user_credentials} or {refresh_token, type: refresh_token}.");

    private static async Task<IResult> GrantAsync(HttpContext context, LogIn logIn)
    {
        var request = await JsonBody.ReadObjectAsync(context, BodyLimitBytes);
        switch (request.GetText("type"))
        {
            case "user_credentials":
                var granted = await logIn.WithPasswordAsync(request.RequireText("username"), request.RequireText("password"))
                    ?? throw ApiException.Unauthorized("The e-mail or the password is wrong.");
                return WireJson.Result(new JsonObject
                {
                    ["id_token"] = granted.IdToken,
                    ["access_token"] = granted.IdToken,
                    ["refresh_token"] = granted.RefreshToken,
                });
            case "refresh_token":
                var fresh = await logIn.RefreshAsync(request.RequireText("refresh_token"));
                return WireJson.Result(new JsonObject { ["id_token"] = fresh, ["access_token"] = fresh });
            default:
                throw ApiException.BadRequest("type is missing or unknown: give user_credentials or refresh_token.");
        }
    }
}
