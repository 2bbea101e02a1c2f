namespace Venn.Storage.Blobs;

/// <summary>
/// Binaries named by the SHA-256 of their content: written once, the same content stored once, never changed.
/// </summary>
/// <remarks>
/// <b>Durability</b>: when a put completes, the bytes and their name are on disk (fsync of file and
/// directory). <b>Threads</b>: safe; two puts of the same content at once both succeed and store it once.
/// </remarks>
public interface IBlobStore
{
    /// <summary>Stores a stream of unknown length, hashed while it is read.</summary>
    /// <param name="content">Read to its end, not disposed. If it throws, nothing is stored.</param>
    /// <param name="sizeLimitBytes">Bytes past which the put is refused; null for none.</param>
    /// <param name="cancellationToken">Nothing is stored when it fires.</param>
    /// <exception cref="BlobTooLargeException">The content is longer than <paramref
    /// name="sizeLimitBytes"/>.</exception>
    /// <exception cref="IOException">The disk is full or failed; nothing is stored.</exception>
    Task<BlobInfo> PutAsync(Stream content, long? sizeLimitBytes, CancellationToken cancellationToken);

    /// <summary>Stores content that is in memory: the cheap way for small binaries.</summary>
    /// <param name="content">Not changed by the caller until the task completes.</param>
    /// <param name="cancellationToken">Heeded until the store has begun to write.</param>
    /// <exception cref="IOException">The disk is full or failed; nothing is stored.</exception>
    Task<BlobInfo> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    bool Exists(ContentHash hash);

    /// <summary>Opens a stored binary, seekable, so that a range can be read.</summary>
    /// <exception cref="BlobNotFoundException">No such content is stored.</exception>
    Stream OpenRead(ContentHash hash);

    /// <summary>Re-hashes the stored bytes: one pass over the binary.</summary>
    /// <exception cref="BlobNotFoundException">No such content is stored.</exception>
    /// <exception cref="BlobDamagedException">The bytes have another hash; the damaged file is named.</exception>
    Task VerifyAsync(ContentHash hash, CancellationToken cancellationToken);

    /// <summary>Every stored hash with its size, in no order; a snapshot of the directory while others write.</summary>
    IEnumerable<BlobInfo> List();

    /// <summary>
    /// Removes a binary that no live state refers to; for collection only, which must keep puts of the same content
    /// out meanwhile. Nothing happens if it is absent. Not made durable: a crash may bring the binary back, whole.
    /// </summary>
    void Delete(ContentHash hash);
}
