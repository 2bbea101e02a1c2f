namespace Venn.Storage.Blobs;

/// <summary>
/// Binaries named by the SHA-256 of their content: written once, the same content stored once, never changed.
/// </summary>
/// <remarks>
/// <b>Durability</b>: when <see cref="PutAsync"/> returns, the bytes and their name are on disk (fsync of file and
/// directory). <b>Threads</b>: safe; two puts of the same content at once both succeed and store it once.
/// </remarks>
public interface IBlobStore
{
    /// <summary>Stores a stream of unknown length, hashed while it is read.</summary>
    /// <param name="content">Read to its end, not disposed. If it throws, nothing is stored.</param>
    /// <param name="sizeLimitBytes">Bytes past which the put is refused; null for none.</param>
    /// <param name="cancellationToken">Nothing is stored when it fires.</param>
    /// <exception cref="BlobTooLargeException">The content is longer than <paramref name="sizeLimitBytes"/>.</exception>
    /// <exception cref="IOException">The disk is full or failed; nothing is stored.</exception>
    Task<BlobInfo> PutAsync(Stream content, long? sizeLimitBytes, CancellationToken cancellationToken);

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

    /// <summary>Removes a binary that no live state refers to; for collection only.</summary>
    void Delete(ContentHash hash);
}

/// <param name="Hash">SHA-256 of the content.</param>
/// <param name="SizeBytes">Length of the content.</param>
public readonly record struct BlobInfo(ContentHash Hash, long SizeBytes);
