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
    /// What is put from now on is not deleted before the hold is disposed: opened before a put by whoever will name the
    /// binary in a commit, and closed when that commit is durable.
    /// </summary>
    IDisposable Hold();

    /// <summary>
    /// Removes a binary that nothing refers to, unless it was put (again) less than <paramref name="minAge"/> ago or under
    /// a hold that is open, or is being put: a put of the same content either finds the binary and keeps it, or stores it
    /// anew. What an earlier process put has no age: the commit that was to name it is durable or was lost. Durable when it
    /// returns.
    /// </summary>
    /// <returns>False when it was left alone. True also when it was not there.</returns>
    bool TryDelete(ContentHash hash, TimeSpan minAge);
}
