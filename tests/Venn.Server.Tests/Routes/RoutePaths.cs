using System.Text;

namespace Venn.Server.Tests.Routes;

/// <summary>Fills the parameters of a route's pattern.</summary>
internal static class RoutePaths
{
    /// <summary>What a bare <c>{id}</c> is, by the segment before it.</summary>
    private static readonly Dictionary<string, string> ByResource = new(StringComparer.Ordinal)
    {
        ["projects"] = "projectId", ["orgs"] = "orgId", ["recipes"] = "recipeId", ["ontologies"] = "ontologyId",
        ["annotationtasks"] = "taskId", ["tasks"] = "taskId", ["assignments"] = "assignmentId", ["settings"] = "settingId",
        ["commands"] = "commandId", ["drivers"] = "driverId", ["apiKeys"] = "apiKeyId", ["sets"] = "featureSetId",
        ["vectors"] = "vectorId", ["collections"] = "collection",
    };

    private static readonly Dictionary<string, string> ByName = new(StringComparer.Ordinal)
    {
        ["organizationId"] = "orgId",
    };

    /// <summary>The path with the world's ids; a parameter that it has nothing for is a word of no meaning.</summary>
    public static string Of(RouteWorld world, string pattern, RouteCase call) => Fill(pattern, (name, before) =>
    {
        if (call.Parameters.TryGetValue(name, out var other))
        {
            return world[other];
        }

        var key = (before, name) switch
        {
            ("projects", "name") => "projectName",
            (_, "id" or "name") => ByResource.GetValueOrDefault(before, name),
            _ => ByName.GetValueOrDefault(name, name),
        };
        try
        {
            return world[key];
        }
        catch (KeyNotFoundException)
        {
            return "zzz";
        }
    });

    public static string Fill(string pattern, Func<string, string, string> choose)
    {
        var path = new StringBuilder();
        var before = "";
        foreach (var segment in pattern.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (path.Length > 0 || segment != "~")
            {
                path.Append('/');
            }

            var open = segment.IndexOf('{', StringComparison.Ordinal);
            if (open < 0)
            {
                path.Append(segment);
                before = segment;
                continue;
            }

            var close = segment.IndexOf('}', StringComparison.Ordinal);
            var name = segment[(open + 1)..close].TrimStart('*').Split(':')[0].TrimEnd('?');
            path.Append(segment, 0, open).Append(Uri.EscapeDataString(choose(name, before))).Append(segment, close + 1, segment.Length - close - 1);
        }

        return path.Length == 0 ? "~/" : path.ToString();
    }
}
