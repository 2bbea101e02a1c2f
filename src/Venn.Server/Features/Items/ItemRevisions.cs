using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Ancestry;
using Venn.Server.Features.Datasets;
using Venn.Server.Features.Drivers;
using Venn.Server.Features.Items.Downloading;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Items;

/// <summary>
/// <c>GET /items/{id}/revisions</c> and <c>/revisions/{revisionId}/stream</c>: the files an item has had. A revision's id is
/// that of the commit that wrote it.
/// </summary>
internal static class ItemRevisions
{
    public static IResult List(HttpContext context, string itemId, DataServices services)
    {
        var (dataset, lineage) = RequireItem(context, itemId, services);
        var version = VersionRef.ReadAt(context, services, dataset);
        var (page, pageSize) = Page.Read(context.Request);
        var files = FileRevisions.Read(context, services, version, lineage);
        if (files.Count == 0)
        {
            throw DataServices.NotFound("item", itemId);
        }

        var present = FileRevisions.FileOf(version.FindItem(lineage)!);
        var current = files.First(file => FileRevisions.FileOf(file.Origin.Revision).Equals(present)).Number;
        var url = $"{context.GetApiUrl()}/items/{itemId}/revisions";
        return WireJson.Result(Page.Cut(files, page, pageSize, file => ToWire(file.Number, file.Origin, itemId, url, file.Number == current)));
    }

    public static async Task StreamAsync(
        HttpContext context, string itemId, string revisionId, DataServices services, ObjectSources sources)
    {
        var (dataset, lineage) = RequireItem(context, itemId, services);
        var version = VersionRef.ReadAt(context, services, dataset);
        var found = FileRevisions.Read(context, services, version, lineage)
            .Where(file => string.Equals(WireId.OfCommit(file.Origin.Commit.Id), revisionId, StringComparison.OrdinalIgnoreCase))
            .Select(file => file.Origin.Revision).FirstOrDefault()
            ?? throw ApiException.NotFound($"The item {itemId} has no revision {revisionId} of its file. GET /items/{itemId}/revisions lists them.");
        if (found.Content.IsNone && ExternalRef.Of(found) is { } reference)
        {
            await ExternalContent.SendAsync(context, dataset, found, reference, sources);
            return;
        }

        await StreamItem.SendAsync(context, services.Store.Blobs, found.Content, found.SizeBytes, ItemType.Read(found));
    }

    private static (Dataset Dataset, Lineage Lineage) RequireItem(HttpContext context, string itemId, DataServices services) =>
        services.RequireOwner(context, itemId, "item", ProjectRole.Annotator, StatusCodes.Status404NotFound);

    private static JsonObject ToWire(int number, RevisionOrigin origin, string itemId, string url, bool isCurrent)
    {
        var (revision, commit) = (origin.Revision, origin.Commit);
        var id = WireId.OfCommit(commit.Id);
        return new JsonObject
        {
            ["id"] = id,
            ["itemId"] = itemId,
            ["version"] = number,
            ["current"] = isCurrent,
            ["filename"] = revision.Path,
            ["size"] = revision.SizeBytes,
            ["mimetype"] = ItemType.Read(revision),
            ["content"] = revision.Content.IsNone ? null : revision.Content.ToString(),
            ["creator"] = commit.Author,
            ["createdAt"] = WireTime.Format(commit.CreatedAt),
            ["stream"] = $"{url}/{id}/stream",
        };
    }
}
