using System.Text.Json;
using Venn.Protocol.Dql;
using Venn.Server.Wire;

namespace Venn.Server.Features.Query;

/// <summary>DQL in requests.</summary>
internal static class DqlBody
{
    /// <exception cref="DqlSyntaxException">The body is not a query.</exception>
    public static async Task<DqlQuery> ReadAsync(HttpContext context)
    {
        var bytes = await JsonBody.ReadBytesAsync(context, cancellationToken: context.RequestAborted);
        return bytes.Length == 0 ? new DqlQuery() : Read(JsonBody.ParseElement(bytes));
    }

    /// <exception cref="DqlSyntaxException">It is not a query.</exception>
    public static DqlQuery Read(JsonElement query, string path = "$") => DqlReader.Read(query, path);
}
