using System.Collections.Concurrent;
using Venn.Storage;
using Venn.Storage.Blobs;

namespace Venn.Server.Features.Items.Downloading;

/// <summary>
/// Binaries that were found whole: a part of one is sent only after all of it was hashed once. One whose file has changed
/// since is hashed again. Cost: one pass over the binary for the first part that is asked of it. Threads: safe.
/// </summary>
internal sealed class WholeBinaries
{
    private const int CountMax = 100_000;

    private readonly ConcurrentDictionary<ContentHash, (long SizeBytes, DateTime WrittenAt)> known = new();

    /// <param name="blobs">Where it is stored.</param>
    /// <param name="hash">Which.</param>
    /// <param name="opened">The binary, open.</param>
    /// <param name="cancellationToken">Ends the hashing.</param>
    /// <exception cref="BlobDamagedException">It is not what was stored.</exception>
    public async Task RequireAsync(IBlobStore blobs, ContentHash hash, Stream opened, CancellationToken cancellationToken)
    {
        var stamp = (opened.Length, opened is FileStream file ? File.GetLastWriteTimeUtc(file.Name) : default);
        if (known.TryGetValue(hash, out var last) && last == stamp)
        {
            return;
        }

        await blobs.VerifyAsync(hash, cancellationToken);
        if (known.Count >= CountMax)
        {
            known.Clear();
        }

        known[hash] = stamp;
    }
}
