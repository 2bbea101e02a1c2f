using System.Text.Encodings.Web;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Users;

/// <summary>
/// The page of the client's interactive log-in: asks for e-mail and password, and sends the browser to the client's
/// callback, which must be on the user's own machine, with the tokens.
/// </summary>
internal static class LoginPage
{
    private const int FieldLengthMax = 1024;

    public static void Map(IEndpointRouteBuilder root)
    {
        root.MapGet("/login", Show).ExcludeFromDescription();
        root.MapPost("/login", LogInAsync).ExcludeFromDescription().DisableAntiforgery();
    }

    private static IResult Show(HttpContext context) => Page(RequireCallback(context), "");

    private static async Task<IResult> LogInAsync(HttpContext context, UserStore users, TokenIssuer tokens)
    {
        var callback = RequireCallback(context);
        var form = await FormBody.ReadAsync(context);
        var (username, password) = (form["username"].ToString(), form["password"].ToString());
        if (username.Length > FieldLengthMax || password.Length > FieldLengthMax
            || await TokenEndpoints.LogInAsync(username, password, users, tokens) is not { } granted)
        {
            return Page(callback, "The e-mail or the password is wrong.");
        }

        return Results.Redirect(new UriBuilder(callback)
        {
            Query = $"id_token={granted.IdToken}&access_token={granted.IdToken}&refresh_token={granted.RefreshToken}",
        }.Uri.ToString());
    }

    private static Uri RequireCallback(HttpContext context) =>
        Uri.TryCreate(context.Request.Query["callback"], UriKind.Absolute, out var callback)
        && callback.Scheme == Uri.UriSchemeHttp && callback.IsLoopback
            ? callback
            : throw ApiException.BadRequest("callback must be an http address of this machine: http://localhost:3001.");

    private static IResult Page(Uri callback, string message)
    {
        var action = HtmlEncoder.Default.Encode($"/login?callback={Uri.EscapeDataString(callback.ToString())}");
        return Results.Content(
            $"""
            <!doctype html><html lang="en"><meta charset="utf-8"><title>Log in to Venn</title>
            <body style="font-family:sans-serif;max-width:22em;margin:4em auto"><h1>Venn</h1>
            <form method="post" action="{action}">
            <p><label>E-mail<br><input name="username" type="email" autocomplete="username" required></label></p>
            <p><label>Password<br><input name="password" type="password" autocomplete="current-password" required></label></p>
            <p role="alert">{HtmlEncoder.Default.Encode(message)}</p><p><button>Log in</button></p></form></body></html>
            """,
            "text/html; charset=utf-8");
    }
}
