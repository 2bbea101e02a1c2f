using Venn.Server.Features.Datasets;
using Venn.Server.Security;

namespace Venn.Server.Features.Items;

/// <summary><c>GET /items/{id}</c>.</summary>
internal static class GetItem
{
    public static async Task HandleAsync(HttpContext context, string itemId, DataServices services)
    {
        var (dataset, lineage) = services.RequireOwner(
            context, itemId, "item", ProjectRole.Annotator, StatusCodes.Status404NotFound);
        var version = VersionRef.ReadAt(context, services, dataset);
        var item = version.FindItem(lineage) ?? throw DataServices.NotFound("item", itemId);
        await ItemResponse.WriteAsync(context, services.Store, dataset, item, version.CountAnnotations([lineage])[0]);
    }
}
