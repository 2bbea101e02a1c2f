using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Features.Datasets;
using Venn.Server.Features.Drivers;
using Venn.Server.Features.Items.Facts;
using Venn.Server.Security;
using Venn.Server.Wire;
using Venn.Storage.Blobs;

namespace Venn.Server.Features.Items.Downloading;

/// <summary>
/// <c>GET /items/{id}/thumbnail</c>: made at the first request, kept as a hidden item whose id is the item's
/// <c>metadata.system.thumbnailId</c>. A dataset that cannot be written is served without keeping.
/// </summary>
internal static class ThumbnailItem
{
    private const string Directory = "/.dataloop/thumbnails";

    /// <summary>Pictures decoded at once: each takes memory.</summary>
    private static readonly SemaphoreSlim Decoding = new(2);

    public static async Task HandleAsync(HttpContext context, string itemId, DataServices services, ObjectSources sources)
    {
        var (dataset, lineage) = services.RequireOwner(
            context, itemId, "item", ProjectRole.Annotator, StatusCodes.Status404NotFound);
        var version = VersionRef.ReadAt(context, services, dataset);
        var item = version.FindItem(lineage) ?? throw DataServices.NotFound("item", itemId);
        if (FindKept(dataset, version, item) is { } kept)
        {
            await StreamItem.SendAsync(context, services.Store.Blobs, kept.Content, kept.SizeBytes, "image/jpeg");
            return;
        }

        var bytes = await MakeAsync(
            item, () => ExternalContent.Open(dataset, item, services.Store.Blobs, sources), context.RequestAborted)
            ?? throw ApiException.NotFound($"'{item.Path}' is no picture that a thumbnail can be made of.");
        using var hold = services.Store.Blobs.Hold();
        var blob = await services.Store.Blobs.PutAsync(new MemoryStream(bytes), null, context.RequestAborted);
        if (!VersionRef.HasAt(context.Request) && WriteGuard.FindReason(dataset, services.Now) is null)
        {
            await KeepAsync(dataset, lineage, blob, context.GetCaller().Email);
        }

        await StreamItem.SendAsync(context, services.Store.Blobs, blob.Hash, blob.SizeBytes, "image/jpeg");
    }

    private static Revision? FindKept(Dataset dataset, DatasetVersion version, Revision item)
    {
        var body = JsonBytes.ParseElement(item.Body);
        return body.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("system", out var system)
            && WireId.TryParse(system.GetText("thumbnailId"), out var owner, out var number) && owner == dataset.Ordinal
                ? version.FindItem(new Lineage(number))
                : null;
    }

    private static async Task<byte[]?> MakeAsync(Revision item, Func<Stream> open, CancellationToken cancellationToken)
    {
        if (item.IsDirectory || item.SizeBytes == 0
            || !ItemType.Read(item).StartsWith("image/", StringComparison.Ordinal))
        {
            return null;
        }

        await Decoding.WaitAsync(cancellationToken);
        try
        {
            await using var stream = open();
            return Thumbnail.Make(stream);
        }
        finally
        {
            Decoding.Release();
        }
    }

    private static Task KeepAsync(Dataset dataset, Lineage lineage, BlobInfo blob, string author) =>
        dataset.WriteAsync(new CommitInfo(author, "thumbnail"), writer =>
        {
            if (writer.FindItem(lineage) is not { } item)
            {
                return false;
            }

            ItemDirectories.Ensure(writer, Directory, author);
            var identity = writer.NewIdentity();
            var name = $"{WireId.Of(dataset.Ordinal, identity.Lineage)}.jpg";
            var path = ItemPath.Combine(Directory, name);
            var facts = new FileFacts { OriginalName = name, MimeType = "image/jpeg" };
            writer.AddItem(new Revision
            {
                Lineage = identity.Lineage,
                Path = path,
                Content = blob.Hash,
                SizeBytes = blob.SizeBytes,
                Body = ItemBody.OfFile(path, author, identity.CreatedAt, null, default, facts),
            });
            var root = JsonBytes.Parse(item.Body);
            JsonMerge.ObjectAt(JsonMerge.ObjectAt(root, "metadata"), "system")["thumbnailId"] =
                WireId.Of(dataset.Ordinal, identity.Lineage);
            writer.UpdateItem(item with { Body = JsonBytes.Write(root) });
            return true;
        });
}
