using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Routes;

/// <summary>A route as the running server has it: never a list kept by hand.</summary>
/// <param name="Method">Upper case.</param>
/// <param name="Pattern">As mapped, without <c>/api/v1</c>; with <c>~</c> before it when it stands outside.</param>
public sealed record MappedRoute(string Method, string Pattern)
{
    private const string ApiPath = "/api/v1";

    public string Name => $"{Method} {Pattern}";

    public HttpMethod HttpMethod => new(Method);

    /// <summary>Whether what it may change is more than itself or nothing.</summary>
    public bool MayHaveBody => Method is not "GET" and not "HEAD";

    public static List<MappedRoute> ReadAll(TestServer server) =>
    [
        .. server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                .Select(method => new MappedRoute(method, NameOf(endpoint.RoutePattern.RawText!))))
            .Distinct()
            .OrderBy(route => route.Pattern, StringComparer.Ordinal).ThenBy(route => route.Method, StringComparer.Ordinal),
    ];

    private static string NameOf(string raw)
    {
        var path = "/" + raw.Trim('/');
        return path.StartsWith(ApiPath, StringComparison.Ordinal) ? path[ApiPath.Length..] : "~" + path;
    }

    public override string ToString() => Name;
}
