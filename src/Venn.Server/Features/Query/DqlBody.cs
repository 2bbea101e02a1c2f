using System.Text.Json;
using Venn.Protocol.Dql;
using Venn.Server.Wire;

namespace Venn.Server.Features.Query;

/// <summary>DQL in requests: what is wrong with it is a 400 that names the place.</summary>
internal static class DqlBody
{
    public static async Task<DqlQuery> ReadAsync(HttpContext context)
    {
        var bytes = await JsonBody.ReadBytesAsync(context, cancellationToken: context.RequestAborted);
        return bytes.Length == 0 ? new DqlQuery() : Read(JsonBody.ParseElement(bytes));
    }

    /// <exception cref="ApiException">400: it is not a query.</exception>
    public static DqlQuery Read(JsonElement query, string path = "$") => Guard(() => DqlReader.Read(query, path));

    /// <summary>Runs what may find fault with a query.</summary>
    /// <exception cref="ApiException">400: it did.</exception>
    public static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DqlSyntaxException e)
        {
            throw ApiException.BadRequest(e.Message);
        }
    }
}
