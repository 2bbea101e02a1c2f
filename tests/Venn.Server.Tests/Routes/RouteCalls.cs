using System.Text;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Routes;

/// <summary>Calls of a route in a world.</summary>
internal static class RouteCalls
{
    public static Task<ApiAnswer> SendRightAsync(ApiClient client, RouteWorld world, RoleRow row, MappedRoute route)
    {
        var call = RouteCases.Of(row);
        var path = RoutePaths.Of(world, route.Pattern, call) + world.Fill(call.Query);
        return client.SendAsync(route.HttpMethod, path, ContentOf(world, call));
    }

    public static Task<ApiAnswer> SendBodyAsync(ApiClient client, RouteWorld world, MappedRoute route, RouteCase call, HttpContent? content) =>
        client.SendAsync(route.HttpMethod, RoutePaths.Of(world, route.Pattern, call) + world.Fill(call.Query), content);

    public static HttpContent? ContentOf(RouteWorld world, RouteCase call) =>
        call.Content?.Invoke() ?? (call.Body is null ? null : Json(world.Fill(call.Body)));

    public static HttpContent Json(string text) => new StringContent(text, Encoding.UTF8, "application/json");

    /// <summary>The body with each of its fields, at any depth, replaced by each of these values.</summary>
    public static IEnumerable<(string Field, string Body)> Bend(string body, IReadOnlyList<string> values)
    {
        foreach (var path in Fields(JsonNode.Parse(body)!, ""))
        {
            foreach (var value in values)
            {
                var bent = JsonNode.Parse(body)!;
                var parent = path.Contains('/', StringComparison.Ordinal) ? Find(bent, path[..path.LastIndexOf('/')]) : bent;
                var last = path[(path.LastIndexOf('/') + 1)..];
                var node = JsonNode.Parse(value);
                if (parent is JsonArray array)
                {
                    array[int.Parse(last, System.Globalization.CultureInfo.InvariantCulture)] = node;
                }
                else
                {
                    parent[last] = node;
                }

                yield return ($"{path} = {(value.Length > 40 ? value[..40] : value)}", bent.ToJsonString());
            }
        }
    }

    private static JsonNode Find(JsonNode node, string path) => path.Split('/').Aggregate(
        node, (at, name) => at is JsonArray array ? array[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)]! : at[name]!);

    private static IEnumerable<string> Fields(JsonNode node, string above)
    {
        var members = node switch
        {
            JsonObject found => found.Select(member => (member.Key, member.Value)),
            JsonArray found => found.Take(1).Select(element => ("0", element)),
            _ => [],
        };
        foreach (var (name, value) in members)
        {
            var path = above.Length == 0 ? name : $"{above}/{name}";
            yield return path;
            foreach (var below in value is null ? [] : Fields(value, path))
            {
                yield return below;
            }
        }
    }
}
