using Venn.Server.Wire;

namespace Venn.Server.Features.Misc;

/// <summary>The page at the root of the server: says what it is.</summary>
internal static class RootPage
{
    public static void Map(IEndpointRouteBuilder root) =>
        root.MapGet("/", (HttpContext context) => Results.Content(
            $"""
            <!doctype html><html lang="en"><meta charset="utf-8"><title>Venn</title>
            <body style="font-family:sans-serif;max-width:40em;margin:4em auto"><h1>Venn</h1>
            <p>Versioned datasets of files, annotations and metadata. The API is at <code>{context.GetApiUrl()}</code>;
            <a href="/openapi/v1.json">its description</a>.</p></body></html>
            """,
            "text/html; charset=utf-8")).ExcludeFromDescription();
}
