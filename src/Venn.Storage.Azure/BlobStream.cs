using Azure;
using Azure.Storage.Blobs.Models;
using Venn.Storage.Files;

namespace Venn.Storage.Azure;

/// <summary>The body of an answer, of a length that is known: one that ends early is an error and no shorter object.</summary>
internal sealed class BlobStream(BlobDownloadStreamingResult answer, string key, long count) : ReadOnlyStream
{
    private readonly long length = count;
    private long remaining = count;

    public override long Length => length;

    public override long Position
    {
        get => length - remaining;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return Take(answer.Content.Read(buffer, offset, count), count);
        }
        catch (RequestFailedException exception)
        {
            throw Broken(exception);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Take(await answer.Content.ReadAsync(buffer, cancellationToken), buffer.Length);
        }
        catch (RequestFailedException exception)
        {
            throw Broken(exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            answer.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Take(int read, int wanted)
    {
        remaining -= read;
        return read > 0 || remaining == 0 || wanted == 0
            ? read
            : throw new ObjectStoreException($"'{key}' ended {remaining} bytes early on its external storage. Try again.");
    }

    /// <summary>The SDK goes on by itself after a broken connection, on the same ETag: what it meets then is another object.</summary>
    private StorageException Broken(RequestFailedException exception) => exception.Status is 404 or 412
        ? new ObjectChangedException(key)
        : new ObjectStoreException($"'{key}' broke off {remaining} bytes early on its external storage. Try again.", exception);
}
