using Venn.Server.Wire;

namespace Venn.Server.Features.Recipes;

/// <summary>Reads the query strings of recipe and ontology lists: <c>?projects=a,b&amp;&amp;pageOffset=0&amp;pageSize=1000</c>.</summary>
internal static class ListQuery
{
    /// <summary>The values of a parameter, separated by commas; null when it is absent or empty.</summary>
    public static HashSet<string>? Values(HttpRequest request, string name)
    {
        var text = request.Query[name].ToString();
        return text.Length == 0 ? null : [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }

    /// <summary>A value that may itself have commas.</summary>
    public static string? Value(HttpRequest request, string name) =>
        request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    public static (long Page, int PageSize) ReadPage(HttpRequest request) => Page.Read(request, "pageOffset");
}
