using Venn.Server.Hosting;

namespace Venn.Server.Wire;

/// <summary>Absolute URLs in answers; clients cut some of them at the literal <c>api/v1</c>.</summary>
public static class PublicUrl
{
    public const string ApiPath = "/api/v1";

    /// <summary>Scheme, host and <c>/api/v1</c>, without a trailing slash: the base of the request, unless one is configured.</summary>
    public static string GetApiUrl(this HttpContext context)
    {
        var configured = context.RequestServices.GetRequiredService<ServerOptions>().PublicUrl;
        var root = configured?.TrimEnd('/') ?? $"{context.Request.Scheme}://{context.Request.Host}";
        return root + ApiPath;
    }
}
