using System.Globalization;
using System.Text.Json.Nodes;

namespace Venn.Server.Wire;

/// <summary>The page object of every paged route.</summary>
public static class Page
{
    public const int SizeMax = 1000;

    /// <summary>The page object around items already cut to the page.</summary>
    /// <param name="items">Those of this page.</param>
    /// <param name="totalCount">Matches of the request's filter.</param>
    /// <param name="page">From 0.</param>
    /// <param name="pageSize">0 counts alone.</param>
    public static JsonObject Of(JsonArray items, long totalCount, long page, int pageSize) => new()
    {
        ["totalItemsCount"] = totalCount,
        ["totalPagesCount"] = PageCount(totalCount, pageSize),
        ["hasNextPage"] = HasNext(totalCount, page, pageSize),
        ["items"] = items,
    };

    public static JsonObject Empty() => Of([], 0, 0, SizeMax);

    /// <summary>Cuts a whole list to a page; <paramref name="toJson"/> runs for the page alone.</summary>
    public static JsonObject Cut<T>(IReadOnlyList<T> all, long page, int pageSize, Func<T, JsonNode> toJson)
    {
        var items = new JsonArray();
        for (var index = page * pageSize; index < Math.Min(all.Count, (page + 1) * pageSize); index++)
        {
            items.Add(toJson(all[(int)index]));
        }

        return Of(items, all.Count, page, pageSize);
    }

    public static long PageCount(long totalCount, int pageSize) =>
        pageSize == 0 ? 0 : (totalCount + pageSize - 1) / pageSize;

    public static bool HasNext(long totalCount, long page, int pageSize) =>
        pageSize > 0 && (page + 1) * pageSize < totalCount;

    /// <summary>Reads <c>page</c> (or the given name) and <c>pageSize</c> of a query string.</summary>
    /// <exception cref="ApiException">One is no whole number, or out of range.</exception>
    public static (long Page, int PageSize) Read(HttpRequest request, string pageName = "page")
    {
        var page = ReadNumber(request, pageName, 0, 1L << 40);
        var size = (int)Math.Min(ReadNumber(request, "pageSize", SizeMax, int.MaxValue), SizeMax);
        return (page, size);
    }

    private static long ReadNumber(HttpRequest request, string name, long absent, long max)
    {
        var text = request.Query[name].ToString();
        if (text.Length == 0)
        {
            return absent;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max
            ? number
            : throw ApiException.BadRequest($"The query parameter {name} is '{text}'; give a whole number from 0.");
    }
}
