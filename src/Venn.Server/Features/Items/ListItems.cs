using Venn.Protocol.Dql;
using Venn.Server.Features.Datasets;
using Venn.Server.Features.Query;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Items;

/// <summary><c>GET /datasets/{id}/items</c>: the files that are not hidden, by id.</summary>
internal static class ListItems
{
    public static Task HandleAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        var version = VersionRef.ReadAt(context, services, dataset);
        var (page, pageSize) = Page.Read(context.Request);
        var query = new DqlQuery
        {
            Filter = new DqlCondition.And(
            [
                new DqlCondition.Equal("hidden", DqlScalar.Of(false)),
                new DqlCondition.Equal("type", DqlScalar.Of("file")),
            ]),
            Page = (int)Math.Min(page, int.MaxValue),
            PageSize = pageSize,
        };
        return QueryPages.WriteAsync(context, services.Store, version, Relation.Items, query);
    }
}
