using System.Buffers;
using Microsoft.Net.Http.Headers;
using Venn.Server.Features.Datasets;
using Venn.Server.Features.Drivers;
using Venn.Server.Security;
using Venn.Storage.Blobs;

namespace Venn.Server.Features.Items.Downloading;

/// <summary><c>GET /items/{id}/stream</c>: the whole file, or from a byte on, or between two.</summary>
internal static class StreamItem
{
    private const int BufferBytes = 64 << 10;

    public static async Task HandleAsync(HttpContext context, string itemId, DataServices services, ObjectSources sources)
    {
        var (dataset, lineage) = services.RequireOwner(
            context, itemId, "item", ProjectRole.Annotator, StatusCodes.Status404NotFound);
        var item = VersionRef.ReadAt(context, services, dataset).FindItem(lineage) ?? throw DataServices.NotFound("item", itemId);
        if (item.IsDirectory)
        {
            throw Wire.ApiException.BadRequest($"'{item.Path}' is a directory; it has no bytes to stream.");
        }

        if (item.Content.IsNone && ExternalRef.Of(item) is { } reference)
        {
            await ExternalContent.SendAsync(context, dataset, item, reference, sources);
            return;
        }

        await SendAsync(context, services.Store.Blobs, item.Content, item.SizeBytes, ItemType.Read(item));
    }

    /// <summary>
    /// Sends a stored binary; what is read whole is hashed on the way, so that a damaged one is never sent as good.
    /// </summary>
    /// <exception cref="Venn.Storage.BlobDamagedException">Before the last bytes are sent.</exception>
    public static async Task SendAsync(
        HttpContext context, IBlobStore blobs, ContentHash hash, long sizeBytes, string contentType)
    {
        if (BeginRange(context, $"\"{hash}\"", sizeBytes) is not { } range)
        {
            return;
        }

        await using var source = blobs.OpenRead(hash);
        if (range.Count != sizeBytes)
        {
            var whole = context.RequestServices.GetRequiredService<WholeBinaries>();
            await whole.RequireAsync(blobs, hash, source, context.RequestAborted);
        }

        await using var stream = range.Count == sizeBytes ? new VerifyingStream(source, hash) : source;
        source.Seek(range.First, SeekOrigin.Begin);
        context.Response.ContentType = contentType;
        context.Response.ContentLength = range.Count;
        await CopyAsync(stream, context.Response.Body, range.Count, context.RequestAborted);
    }

    /// <summary>
    /// Reads what range is asked for and writes the status and headers that say so; null when it cannot be met, and the
    /// answer is done.
    /// </summary>
    public static (long First, long Count)? BeginRange(HttpContext context, string tag, long sizeBytes)
    {
        var response = context.Response;
        response.Headers.AcceptRanges = "bytes";
        response.Headers.ETag = tag;
        response.Headers.XContentTypeOptions = "nosniff";
        var (first, last) = (0L, sizeBytes - 1);
        // An empty file has no range that could be satisfied: it is answered whole.
        if (sizeBytes > 0 && ReadRange(context.Request, tag, sizeBytes, ref first, ref last))
        {
            if (first > last)
            {
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                response.Headers.ContentRange = $"bytes */{sizeBytes}";
                response.ContentLength = 0;
                return null;
            }

            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {first}-{last}/{sizeBytes}";
        }

        return (first, last - first + 1);
    }

    public static async Task CopyAsync(Stream from, Stream to, long count, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (count > 0)
            {
                var read =
                    await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), cancellationToken);
                if (read == 0)
                {
                    throw new EndOfStreamException("A stored binary is shorter than its size says.");
                }

                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                count -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Whether a single range was asked for; several, or none that is understood, mean the whole.</summary>
    private static bool ReadRange(HttpRequest request, string tag, long sizeBytes, ref long first, ref long last)
    {
        if (!RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var header) || header.Unit != "bytes"
            || header.Ranges.Count != 1
            || (request.Headers.IfRange.ToString() is { Length: > 0 } condition && condition != tag))
        {
            return false;
        }

        var range = header.Ranges.First();
        if (range.From is { } from)
        {
            first = from;
            last = Math.Min(range.To ?? sizeBytes - 1, sizeBytes - 1);
        }
        else
        {
            first = range.To == 0 ? sizeBytes : Math.Max(0, sizeBytes - range.To!.Value);
        }

        return true;
    }
}
