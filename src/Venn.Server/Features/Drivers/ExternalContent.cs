using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Features.Items;
using Venn.Server.Features.Items.Downloading;
using Venn.Server.Wire;
using Venn.Storage;
using Venn.Storage.Blobs;

namespace Venn.Server.Features.Drivers;

/// <summary>The bytes of items, from wherever they are: Venn's own store or the user's.</summary>
internal static class ExternalContent
{
    /// <summary>Opens an item's bytes, seekable.</summary>
    /// <exception cref="StorageException">They are gone, changed or out of reach; at opening or when read.</exception>
    public static Stream Open(Dataset dataset, Revision item, IBlobStore blobs, ObjectSources sources) =>
        item.Content.IsNone && ExternalRef.Of(item) is { } reference
            ? new ObjectStream(sources.Get(dataset, reference), reference.ToObject(item.SizeBytes))
            : blobs.OpenRead(item.Content);

    /// <summary>Sends an external item's bytes or a range of them; the caller's answer has not begun.</summary>
    /// <exception cref="ApiException">404: the object is gone. 409: it has changed. 424: its store is out of reach.</exception>
    public static async Task SendAsync(
        HttpContext context, Dataset dataset, Revision item, ExternalRef reference, ObjectSources sources)
    {
        var tag = $"\"{reference.ETag}\"";
        if (StreamItem.BeginRange(context, tag, item.SizeBytes) is not { } range)
        {
            return;
        }

        if (range.Count == 0)
        {
            context.Response.ContentType = ItemType.Read(item);
            context.Response.ContentLength = 0;
            return;
        }

        await using var stream = await sources.Get(dataset, reference)
            .OpenReadAsync(reference.ToObject(item.SizeBytes), range.First, range.Count, context.RequestAborted);
        context.Response.ContentType = ItemType.Read(item);
        context.Response.ContentLength = range.Count;
        await StreamItem.CopyAsync(stream, context.Response.Body, range.Count, context.RequestAborted);
    }
}
