using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Security;

namespace Venn.Server.Features.Items;

/// <summary><c>DELETE /items/{id}</c>.</summary>
internal static class DeleteItem
{
    public static async Task HandleAsync(HttpContext context, string itemId, DataServices services)
    {
        var (dataset, lineage) = services.RequireOwner(
            context, itemId, "item", ProjectRole.Engineer, StatusCodes.Status400BadRequest);
        services.CheckWritable(dataset);
        await dataset.WriteAsync(new CommitInfo(context.GetCaller().Email, "delete"), writer =>
        {
            var item = writer.FindItem(lineage) ?? throw DataServices.NotFound("item", itemId);
            List<Revision> doomed = item.IsDirectory ? [item, .. ItemDirectories.ReadBelow(writer, item.Path)] : [item];
            writer.RemoveItems(RevisionSets.Of(doomed));
            return doomed.Count;
        });
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
