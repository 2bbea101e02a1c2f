using System.Text.Json.Nodes;
using Venn.Server.Wire;

namespace Venn.Server.Features.Recipes;

/// <summary>Metadata that arrives whole: its system part counts with <c>?system=true</c> alone.</summary>
internal static class SystemFlag
{
    public static bool Read(HttpRequest request) =>
        string.Equals(request.Query["system"], "true", StringComparison.OrdinalIgnoreCase);

    /// <returns>The new metadata; its <c>system</c> is always an object.</returns>
    public static JsonObject Merge(JsonObject? present, JsonObject given, bool withSystem)
    {
        var merged = given.DeepClone().AsObject();
        var system = withSystem && given["system"] is not null ? given.GetObject("system") : present?.GetObject("system");
        merged["system"] = system?.DeepClone() ?? new JsonObject();
        return merged;
    }
}
