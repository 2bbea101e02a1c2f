using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Venn.Client.Queries;
using Venn.Protocol.Json;
using Venn.Protocol.Paging;
using Venn.Protocol.Routes;

namespace Venn.Client.Http;

/// <summary>
/// Walks a query of a dataset. In the order of ids each page asks for what comes after the last id seen, so that writes
/// meanwhile neither repeat nor lose an entry; in another order by page number.
/// </summary>
internal static class Keyset
{
    public static async IAsyncEnumerable<T> WalkAsync<T>(
        ApiConnection connection, string datasetId, string? at, Query query, string resource, JsonTypeInfo<Page<T>> pageType,
        Func<T, string> readId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var byId = query.Sort is null;
        var next = query;
        for (var number = 0; ; number++)
        {
            var body = next.ToBody(resource) with
            {
                Page = byId ? 0 : number,
                PageSize = Pages.SizeMax,
                Sort = byId ? new JsonObject { ["id"] = "ascending" } : next.Sort!.DeepClone().AsObject(),
            };
            var page = await connection.ReadAsync(
                HttpMethod.Post, References.At(ApiRoutes.Fill(ApiRoutes.DatasetQuery, datasetId), at), pageType,
                () => JsonBody.Of(body, ProtocolJson.Default.QueryBody), cancellationToken);
            foreach (var entry in page.Items)
            {
                yield return entry;
            }

            if (!page.HasNextPage || page.Items.Count == 0)
            {
                yield break;
            }

            if (byId)
            {
                next = query.After(readId(page.Items[^1]));
            }
        }
    }
}
