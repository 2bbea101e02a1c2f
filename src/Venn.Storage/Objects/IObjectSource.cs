namespace Venn.Storage.Objects;

/// <summary>
/// A user's own objects (a bucket, a folder), read where they are. Nothing is ever written but by <see cref="PutAsync"/>,
/// which callers use only when the owner allows it. <b>Threads</b>: safe.
/// </summary>
public interface IObjectSource : IDisposable
{
    /// <summary>All objects below the root, page after page as they are asked for. <b>Order</b>: the store's own.</summary>
    /// <exception cref="ObjectStoreException">The store cannot be reached, refuses, or a part of it cannot be read.</exception>
    IAsyncEnumerable<ObjectInfo> ListAsync(CancellationToken cancellationToken);

    /// <summary>One object; null when there is none of that key.</summary>
    /// <exception cref="ObjectStoreException">As above.</exception>
    Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Opens a range of an object as it was when <paramref name="expected"/> was told: never the bytes of another
    /// version of it as if they were good.
    /// </summary>
    /// <param name="expected">Key, size and ETag.</param>
    /// <param name="first">First byte.</param>
    /// <param name="count">Bytes, 1 or more, within the size.</param>
    /// <param name="cancellationToken">Ends the wait for the first byte.</param>
    /// <returns>
    /// A stream of exactly that many bytes. When the object changes meanwhile, its reads end in
    /// <see cref="ObjectChangedException"/> before the last byte.
    /// </returns>
    /// <exception cref="ObjectGoneException">There is no such object any more.</exception>
    /// <exception cref="ObjectChangedException">It has another ETag or size.</exception>
    /// <exception cref="ObjectStoreException">As above.</exception>
    Task<Stream> OpenReadAsync(ObjectInfo expected, long first, long count, CancellationToken cancellationToken);

    /// <summary>Writes an object whole, in place of one that is there.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="content">Seekable, read from its position to its end, not disposed.</param>
    /// <param name="cancellationToken">The object is there whole or not at all.</param>
    /// <exception cref="ObjectStoreException">As above.</exception>
    Task<ObjectInfo> PutAsync(string key, Stream content, CancellationToken cancellationToken);
}
