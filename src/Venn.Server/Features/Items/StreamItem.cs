using System.Buffers;
using Microsoft.Net.Http.Headers;
using Venn.Server.Features.Datasets;
using Venn.Server.Security;
using Venn.Storage.Blobs;

namespace Venn.Server.Features.Items;

/// <summary><c>GET /items/{id}/stream</c>: the whole file, or from a byte on, or between two.</summary>
internal static class StreamItem
{
    private const int BufferBytes = 64 << 10;

    public static async Task HandleAsync(HttpContext context, string itemId, DataServices services)
    {
        var (dataset, lineage) = services.RequireOwner(
            context, itemId, "item", ProjectRole.Annotator, StatusCodes.Status404NotFound);
        var item = VersionRef.ReadAt(context, services, dataset).FindItem(lineage) ?? throw DataServices.NotFound("item", itemId);
        if (item.IsDirectory)
        {
            throw Wire.ApiException.BadRequest($"'{item.Path}' is a directory; it has no bytes to stream.");
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
        var response = context.Response;
        response.Headers.AcceptRanges = "bytes";
        response.Headers.ETag = $"\"{hash}\"";
        response.Headers.XContentTypeOptions = "nosniff";
        var (first, last) = (0L, sizeBytes - 1);
        // An empty file has no range that could be satisfied: it is answered whole.
        if (sizeBytes > 0 && ReadRange(context.Request, hash, sizeBytes, ref first, ref last))
        {
            if (first > last)
            {
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                response.Headers.ContentRange = $"bytes */{sizeBytes}";
                response.ContentLength = 0;
                return;
            }

            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {first}-{last}/{sizeBytes}";
        }

        var count = last - first + 1;
        await using var source = blobs.OpenRead(hash);
        if (count != sizeBytes)
        {
            var whole = context.RequestServices.GetRequiredService<WholeBinaries>();
            await whole.RequireAsync(blobs, hash, source, context.RequestAborted);
        }

        await using var stream = count == sizeBytes ? new VerifyingStream(source, hash) : source;
        source.Seek(first, SeekOrigin.Begin);
        response.ContentType = contentType;
        response.ContentLength = count;
        await CopyAsync(stream, response.Body, count, context.RequestAborted);
    }

    private static async Task CopyAsync(Stream from, Stream to, long count, CancellationToken cancellationToken)
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
    private static bool ReadRange(HttpRequest request, ContentHash hash, long sizeBytes, ref long first, ref long last)
    {
        if (!RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var header) || header.Unit != "bytes"
            || header.Ranges.Count != 1
            || (request.Headers.IfRange.ToString() is { Length: > 0 } condition && condition != $"\"{hash}\""))
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
