using System.Text.Encodings.Web;
using Venn.Server.Wire;

namespace Venn.Server.Features.Users;

/// <summary>
/// The page of the client's interactive log-in: asks for e-mail and password, or for a token, and sends the browser to the
/// client's callback, which must be on the user's own machine, with the tokens.
/// </summary>
internal static class LoginPage
{
    private const int FieldLengthMax = 4096;

    public static void Map(IEndpointRouteBuilder root)
    {
        root.MapGet("/login", Show).ExcludeFromDescription();
        root.MapPost("/login", LogInAsync).ExcludeFromDescription().DisableAntiforgery();
    }

    private static IResult Show(HttpContext context) => Page(context, RequireCallback(context), "");

    private static async Task<IResult> LogInAsync(HttpContext context, LogIn logIn)
    {
        var callback = RequireCallback(context);
        var form = await FormBody.ReadAsync(context);
        var (username, password, token) = (form["username"].ToString(), form["password"].ToString(), form["token"].ToString().Trim());
        if (username.Length > FieldLengthMax || password.Length > FieldLengthMax || token.Length > FieldLengthMax)
        {
            return Page(context, callback, "A field is too long.");
        }

        try
        {
            var granted = token.Length > 0
                ? await logIn.WithTokenAsync(token)
                : await logIn.WithPasswordAsync(username, password)
                    ?? throw ApiException.Unauthorized("The e-mail or the password is wrong.");
            return Results.Redirect(new UriBuilder(callback)
            {
                Query = $"id_token={granted.IdToken}&access_token={granted.IdToken}&refresh_token={granted.RefreshToken}",
            }.Uri.ToString());
        }
        catch (ApiException exception) when (exception.Status == StatusCodes.Status401Unauthorized)
        {
            return Page(context, callback, exception.Message);
        }
    }

    private static Uri RequireCallback(HttpContext context) =>
        Uri.TryCreate(context.Request.Query["callback"], UriKind.Absolute, out var callback)
        && callback.Scheme == Uri.UriSchemeHttp && callback.IsLoopback
            ? callback
            : throw ApiException.BadRequest("callback must be an http address of this machine: http://localhost:3001.");

    private static IResult Page(HttpContext context, Uri callback, string message)
    {
        var action = HtmlEncoder.Default.Encode($"/login?callback={Uri.EscapeDataString(callback.ToString())}");
        var headers = context.Response.Headers;
        // Nobody may put this page into a frame of their own, and no script runs in it.
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        return Results.Content(
            $"""
            <!doctype html><html lang="en"><meta charset="utf-8"><title>Log in to Venn</title>
            <body style="font-family:sans-serif;max-width:22em;margin:4em auto"><h1>Venn</h1>
            <p role="alert">{HtmlEncoder.Default.Encode(message)}</p>
            <form method="post" action="{action}">
            <p><label>E-mail<br><input name="username" type="email" autocomplete="username" required></label></p>
            <p><label>Password<br><input name="password" type="password" autocomplete="current-password" required></label></p>
            <p><button>Log in</button></p></form>
            <form method="post" action="{action}"><hr>
            <p><label>Or a token, which <code>venn token</code> prints<br><input name="token" type="password" autocomplete="off" required></label></p>
            <p><button>Log in with the token</button></p></form></body></html>
            """,
            "text/html; charset=utf-8");
    }
}
